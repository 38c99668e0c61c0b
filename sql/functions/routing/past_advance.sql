-- past_advance: notes which interactions' rows in routing.past are to be made anew (past_fill), as the feed tells after the stored position, at most
-- limit_ positions, and stores the position with it. Where the feed has a gap, all are. Answers how many positions these were; -1 when another session
-- is at it. Alone in its transaction.
CREATE OR REPLACE FUNCTION routing.past_advance(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	from_pos bigint;
	first_pos bigint;
	last_pos bigint;
	gap boolean;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('reports', 0, 'past')) THEN
		RETURN -1;
	END IF;
	SELECT p.past_pos INTO from_pos FROM routing.report_progress AS p;
	WITH page AS MATERIALIZED (
		SELECT e.pos, e.tenant, e.kind, e.key FROM ops.feed_read(from_pos, limit_) AS e),
	due AS (
		INSERT INTO routing.past_due (tenant, interaction)
		SELECT i.tenant, i.id FROM page AS e JOIN routing.interaction AS i ON i.tenant = e.tenant AND i.id = e.key WHERE e.kind = 3 AND i.state = 'ended'
		UNION
		-- A conversation whose texts are erased.
		SELECT i.tenant, i.id FROM page AS e JOIN routing.interaction AS i ON i.tenant = e.tenant AND i.conversation = e.key WHERE e.kind = 4 AND i.state = 'ended'
		ON CONFLICT DO NOTHING)
	SELECT min(e.pos), max(e.pos), bool_or(e.tenant IS NULL) INTO first_pos, last_pos, gap FROM page AS e;
	IF last_pos IS NULL THEN
		RETURN 0;
	END IF;
	UPDATE routing.report_progress AS p SET past_pos = last_pos,
		past_tenant = CASE WHEN gap OR first_pos > from_pos + 1 THEN 0 ELSE p.past_tenant END,
		past_interaction = CASE WHEN gap OR first_pos > from_pos + 1 THEN 0 ELSE p.past_interaction END;
	RETURN last_pos - first_pos + 1;
END $$;
