-- past_advance: takes what the feed tells of interactions and conversations after the stored position, at most limit_ positions, into routing.past, and
-- stores the position with it. When the feed has nothing new: up to limit_ interactions of those that ended before there was routing.past (first
-- the oldest tenant's). Answers how many positions or interactions these were; -1 when another session is at it. Alone in its transaction.
CREATE OR REPLACE FUNCTION routing.past_advance(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_ routing.report_progress;
	last_pos bigint;
	count_ bigint;
	tenants bigint[];
	interactions bigint[];
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('reports', 0, 'past')) THEN
		RETURN -1;
	END IF;
	SELECT * INTO at_ FROM routing.report_progress;
	WITH page AS MATERIALIZED (
		SELECT e.pos, e.tenant, e.kind, e.key FROM ops.feed_read(at_.past_pos, limit_) AS e),
	touched AS (
		SELECT e.tenant, e.key FROM page AS e WHERE e.kind = 3
		UNION
		-- A conversation whose texts are erased, or that is another number's.
		SELECT e.tenant, i.id FROM page AS e JOIN routing.interaction AS i ON i.tenant = e.tenant AND i.conversation = e.key WHERE e.kind = 4)
	SELECT (SELECT max(e.pos) FROM page AS e), (SELECT count(DISTINCT e.pos) FROM page AS e), array_agg(t.tenant), array_agg(t.key)
	INTO last_pos, count_, tenants, interactions FROM touched AS t;
	IF last_pos IS NOT NULL THEN
		PERFORM routing.past_store(tenants, interactions);
		UPDATE routing.report_progress SET past_pos = last_pos;
		RETURN count_;
	ELSIF at_.past_tenant IS NULL THEN
		RETURN 0;
	END IF;
	SELECT count(*), array_agg(o.tenant ORDER BY o.tenant, o.id), array_agg(o.id ORDER BY o.tenant, o.id) INTO count_, tenants, interactions
	FROM (SELECT i.tenant, i.id FROM routing.interaction AS i WHERE (i.tenant, i.id) > (at_.past_tenant, at_.past_interaction)
		ORDER BY i.tenant, i.id LIMIT limit_) AS o;
	PERFORM routing.past_store(tenants, interactions);
	UPDATE routing.report_progress SET past_tenant = tenants[count_], past_interaction = COALESCE(interactions[count_], 0);
	RETURN count_;
END $$;
