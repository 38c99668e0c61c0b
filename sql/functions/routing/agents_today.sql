-- agents_today: these agents' counters since `today`: the stored quarters, and what figures_refresh last counted of those
-- that are not complete yet. Who has neither has no row. Read.
CREATE OR REPLACE FUNCTION routing.agents_today(tenant bigint, agents bigint[], today timestamptz)
RETURNS TABLE (agent bigint, counters jsonb)
LANGUAGE plpgsql STABLE ROWS 500
AS $$
DECLARE
	closed_to CONSTANT timestamptz := (SELECT p.closed_to FROM routing.report_progress AS p);
BEGIN
	RETURN QUERY
	SELECT w.agent, s.counters
	FROM unnest(agents) AS w (agent)
	CROSS JOIN LATERAL (
		SELECT jsonb_build_object('logged_in_ms', sum(c.logged_in_ms), 'break_ms', sum(c.break_ms), 'offline_ms', sum(c.offline_ms),
			'handling_ms', sum(c.handling_ms), 'idle_ms', sum(c.idle_ms), 'talk_ms', sum(c.talk_ms), 'talk_union_ms', sum(c.talk_union_ms),
			'wrap_ms', sum(c.wrap_ms), 'handled', sum(c.handled), 'handle_ms', sum(c.handle_ms), 'accepted', sum(c.accepted),
			'rejected', sum(c.rejected), 'missed', sum(c.missed), 'withdrawn', sum(c.withdrawn)) AS counters
		FROM (
			SELECT a.* FROM routing.agent_interval AS a WHERE a.tenant = agents_today.tenant AND a.agent = w.agent AND a.at >= today
			UNION ALL
			SELECT l.* FROM routing.agent_live AS l WHERE l.tenant = agents_today.tenant AND l.agent = w.agent
				AND l.at >= today AND (closed_to IS NULL OR l.at >= closed_to)) AS c
		HAVING count(*) > 0) AS s;
END $$;
