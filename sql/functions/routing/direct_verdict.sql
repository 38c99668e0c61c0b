-- direct_verdict: why this agent can't be given an interaction of this weight directly (RT-10, RT-11); null: they
-- can. weight null: a consult, which takes no capacity (SMS-4).
DROP FUNCTION IF EXISTS routing.direct_verdict(routing.agent, integer); -- it knew of no calls
CREATE OR REPLACE FUNCTION routing.direct_verdict(gate routing.agent, weight integer, voice boolean DEFAULT false)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN gate.agent IS NULL OR NOT routing.takes_direct(gate.chosen) THEN 'status'
		WHEN gate.lease <> 'live' THEN 'lease'
		WHEN weight IS NOT NULL AND NOT routing.has_room(gate, weight, voice) THEN 'capacity' END
$$;
