-- status_change_at: the time of an agent's next line of history: now, but after those before. Keys: agent.
CREATE OR REPLACE FUNCTION presence.status_change_at(a presence.agent_status)
RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
	SELECT GREATEST(ops.clock(), a.since + interval '1 us', (SELECT max(c.at) + interval '1 us' FROM presence.status_change AS c
		WHERE c.tenant = a.tenant AND c.agent = a.agent AND c.at >= a.since))
$$;
