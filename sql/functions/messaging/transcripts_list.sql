-- transcripts_list: transcripts that the actor may read (routing.interaction_read_until, as messaging.transcript), the newest opened first, after the cursor
-- `after`, that match all that is given: agent who had it at its end, queue, channel, customer, case, opened from `since` on and before `until`, and what was typed
-- (directory.search_query): all of it is found in the texts or the note, or it is the end of the number. Whoever gave one away finds it by no words: they read a part. By agent, queue,
-- channel and words one is found a moment after its interaction has ended (past_advance). Rows: the head, without what was said, and the cursor that stands after it; after
-- 2,000 that match, or a second, a page ends with a row without a head, whose cursor goes on. Read.
CREATE OR REPLACE FUNCTION messaging.transcripts_list(tenant bigint, actor bigint, actor_role text, agent bigint, queue bigint, channel bigint,
	customer bigint, case_id bigint, since timestamptz, until timestamptz, typed text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
<<f>>
DECLARE
	looked_at_most CONSTANT integer := 2000;
	page CONSTANT integer := least(limit_, 201);
	tenant CONSTANT bigint := transcripts_list.tenant;
	words CONSTANT tsquery := directory.search_query(transcripts_list.tenant, typed);
	is_related CONSTANT boolean := COALESCE(agent::text, queue::text, channel::text, typed) IS NOT NULL;
	o CONSTANT record := ops.list_order('-opened_at', 't.opened_at', 't.id', CASE WHEN after IS NOT NULL THEN '$1' END);
	until_ CONSTANT timestamptz := ops.clock() + interval '1 second';
	one record;
	read_until timestamptz;
	looked_at integer := 0;
	found_ integer := 0;
BEGIN
	IF typed IS NOT NULL AND words IS NULL THEN
		RETURN;
	END IF;
	FOR one IN EXECUTE format('SELECT t.id, %1$s AS place FROM messaging.transcript AS t
		WHERE t.tenant = $2 AND %2$s AND ($3 IS NULL OR t.opened_at >= $3) AND ($4 IS NULL OR t.opened_at < $4) AND ($5 IS NULL OR t.case_id = $5)
			AND ($6 IS NULL OR t.id IN (SELECT c.interaction FROM messaging.conversation AS c WHERE c.tenant = $2 AND c.customer = $6 AND c.interaction IS NOT NULL))
			AND (NOT $7 OR t.id IN (
				SELECT p.interaction FROM routing.v_past AS p WHERE p.tenant = $2 AND ($8 IS NULL OR p.agent = $8) AND ($9 IS NULL OR p.queue = $9)
					AND ($10 IS NULL OR p.channel = $10) AND ($11 IS NULL OR p.words @@ $11)
				UNION ALL
				SELECT i.id FROM routing.v_interaction AS i WHERE $11 IS NULL AND i.tenant = $2 AND i.state <> ''ended'' AND ($8 IS NULL OR i.agent = $8)
					AND ($9 IS NULL OR i.queue = $9) AND ($10 IS NULL OR i.channel = $10)))
		ORDER BY %3$s LIMIT $12', o.place, o.beyond, o.ranked)
		USING after, tenant, since, until, case_id, customer, is_related, agent, queue, channel, words, looked_at_most
	LOOP
		looked_at := looked_at + 1;
		cursor := one.place;
		read_until := routing.interaction_read_until(tenant, one.id, actor, actor_role);
		IF read_until IS NOT NULL AND (words IS NULL OR read_until = 'infinity') THEN
			found_ := found_ + 1;
			item := messaging.transcript_head(tenant, one.id, read_until);
			RETURN NEXT;
		END IF;
		EXIT WHEN found_ = page OR ops.clock() >= until_;
	END LOOP;
	IF found_ < page AND looked_at > 0 AND (looked_at = looked_at_most OR ops.clock() >= until_) THEN
		item := NULL;
		RETURN NEXT;
	END IF;
END $$;
