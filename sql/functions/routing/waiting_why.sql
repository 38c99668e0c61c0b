-- waiting_why: why nobody has what waits, as it is now (SV-4): {"words", "counts", "agents"}; agents by name, at most
-- 100, those whom the actor leads; the counts are of all. Null: it does not wait.
CREATE OR REPLACE FUNCTION routing.waiting_why(i routing.interaction, actor bigint, actor_role text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	clock timestamptz := ops.clock();
	q routing.queue;
	found record;
BEGIN
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = i.queue;
	IF i.state <> 'waiting' OR q.id IS NULL THEN
		RETURN NULL;
	END IF;
	WITH served AS (
		SELECT m.agent FROM routing.member AS m WHERE m.tenant = i.tenant AND m.queue = i.queue
		UNION
		SELECT u.id FROM jsonb_to_recordset(q.widening) AS s (after_ms bigint, add_group bigint)
		JOIN directory.v_user AS u ON u.tenant = i.tenant AND u.group_id = s.add_group AND u.has_seat AND NOT u.disabled
		WHERE i.entered_at + s.after_ms * interval '1 millisecond' <= clock
	), judged AS MATERIALIZED (
		SELECT s.agent, routing.agent_verdict(i, q, s.agent, clock) AS verdict FROM served AS s
	)
	SELECT (SELECT jsonb_object_agg(c.verdict, c.n) FROM (SELECT j.verdict, count(*) AS n FROM judged AS j GROUP BY j.verdict) AS c) AS counts,
		(SELECT jsonb_agg(jsonb_build_object('agent', routing.person_json(i.tenant, l.agent), 'verdict', l.verdict) ORDER BY l.agent)
			FROM (SELECT * FROM judged AS j WHERE directory.supervises(i.tenant, actor, actor_role, j.agent) OR j.agent = actor
				ORDER BY j.agent LIMIT 100) AS l) AS agents
	INTO found;
	RETURN jsonb_build_object('counts', COALESCE(found.counts, '{}'), 'agents', COALESCE(found.agents, '[]'), 'words', CASE
		WHEN NOT routing.schedule_open(q.tenant, q.schedule_id, clock) THEN format('%s is closed.', q.name)
		WHEN found.counts IS NULL THEN format('%s has no members.', q.name)
		WHEN found.counts ? 'eligible' THEN 'It is their turn: ' || routing.counts_words(found.counts)
		ELSE 'Nobody can be offered it: ' || routing.counts_words(found.counts) END);
END $$;
