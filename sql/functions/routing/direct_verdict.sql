-- direct_verdict: why this agent can't be given an interaction of this weight directly (RT-10, RT-11); null: they
-- can. weight null: a consult, which takes no capacity (SMS-4).
CREATE OR REPLACE FUNCTION routing.direct_verdict(gate routing.agent, weight integer)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN gate.agent IS NULL OR NOT routing.takes_direct(gate.chosen) THEN 'status'
		WHEN gate.lease <> 'live' THEN 'lease'
		WHEN gate.chat_count >= gate.chat_count_limit AND weight IS NOT NULL
			OR gate.chat_load + weight > gate.chat_limit THEN 'capacity' END
$$;
