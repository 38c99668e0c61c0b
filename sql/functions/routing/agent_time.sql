-- agent_time: each agent's statuses between two moments, as spans cut to them, from the history of statuses.
-- Who is logged out has none. Read.
CREATE OR REPLACE FUNCTION routing.agent_time(tenant bigint, since timestamptz, until timestamptz)
RETURNS TABLE (agent bigint, status text, code bigint, span tstzrange)
LANGUAGE sql STABLE
AS $$
	SELECT s.agent, s.chosen, s.code, tstzrange(greatest(s.at, $2), least(s.next_at, $3))
	FROM (
		SELECT c.agent, c.chosen, COALESCE(c.code, 0) AS code, c.at, lead(c.at, 1, 'infinity') OVER (PARTITION BY c.agent ORDER BY c.at) AS next_at
		FROM presence.v_agent AS a
		CROSS JOIN LATERAL (
			(SELECT w.agent, w.chosen, w.code, w.at FROM presence.v_status_change AS w
			WHERE w.tenant = a.tenant AND w.agent = a.agent AND w.at <= $2 ORDER BY w.at DESC LIMIT 1)
			UNION ALL
			SELECT n.agent, n.chosen, n.code, n.at FROM presence.v_status_change AS n
			WHERE n.tenant = a.tenant AND n.agent = a.agent AND n.at > $2 AND n.at < $3) AS c
		WHERE a.tenant = $1) AS s
	WHERE s.chosen <> 'logged_out' AND least(s.next_at, $3) > greatest(s.at, $2)
$$;
