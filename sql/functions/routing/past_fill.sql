-- past_fill: makes at most limit_ rows of routing.past anew, for at most half a second: those that are due (past_advance); when fewer are, as many of all
-- interactions as there were before it, or after a gap. Answers how many interactions were looked at; -1 when another session is at it. Alone in
-- its transaction.
CREATE OR REPLACE FUNCTION routing.past_fill(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	words_now CONSTANT integer := 3; -- raised when directory.search_words answers something else, or the rows have a new column
	until CONSTANT timestamptz := ops.clock() + interval '500 ms';
	progress routing.report_progress;
	one record;
	count_ bigint := 0;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('reports', 0, 'past')) THEN
		RETURN -1;
	END IF;
	UPDATE routing.report_progress AS p SET past_words = words_now, past_tenant = 0, past_interaction = 0 WHERE p.past_words < words_now;
	FOR one IN SELECT d.tenant, d.interaction FROM routing.past_due AS d ORDER BY d.tenant, d.interaction LIMIT limit_ LOOP
		PERFORM routing.past_store(one.tenant, one.interaction);
		DELETE FROM routing.past_due AS d WHERE d.tenant = one.tenant AND d.interaction = one.interaction;
		count_ := count_ + 1;
		EXIT WHEN ops.clock() >= until;
	END LOOP;
	SELECT * INTO progress FROM routing.report_progress;
	IF count_ = limit_ OR ops.clock() >= until OR progress.past_tenant IS NULL THEN
		RETURN count_;
	END IF;
	FOR one IN SELECT i.tenant, i.id FROM routing.interaction AS i WHERE (i.tenant, i.id) > (progress.past_tenant, progress.past_interaction)
		ORDER BY i.tenant, i.id LIMIT limit_ - count_ LOOP
		PERFORM routing.past_store(one.tenant, one.id);
		count_ := count_ + 1;
		progress.past_tenant := one.tenant;
		progress.past_interaction := one.id;
		EXIT WHEN ops.clock() >= until;
	END LOOP;
	UPDATE routing.report_progress SET past_tenant = CASE WHEN one.tenant IS NOT NULL THEN progress.past_tenant END, past_interaction = progress.past_interaction;
	RETURN count_;
END $$;
