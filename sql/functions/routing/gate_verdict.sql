-- gate_verdict: why this gate refuses one more chat of this weight, or call, at this time; null: it is
-- open. A deadline that has passed counts as passed, whoever has swept it or not (rule 2).
DROP FUNCTION IF EXISTS routing.gate_verdict(routing.agent, integer, timestamptz); -- it knew of no calls
CREATE OR REPLACE FUNCTION routing.gate_verdict(gate routing.agent, weight integer, at timestamptz, voice boolean DEFAULT false)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN gate.agent IS NULL THEN 'unknown'
		WHEN gate.chosen <> 'available' THEN 'status'
		WHEN gate.stop_new THEN 'stop_new'
		WHEN gate.lease <> 'live' THEN 'lease'
		WHEN gate.held_until > at THEN 'emergency'
		WHEN NOT routing.has_room(gate, weight, voice) THEN 'capacity' END
$$;
