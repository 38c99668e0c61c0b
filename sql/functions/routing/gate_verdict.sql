-- gate_verdict: why this gate refuses one more chat of this weight at this time; null: it is
-- open. A deadline that has passed counts as passed, whoever has swept it or not (rule 2).
CREATE OR REPLACE FUNCTION routing.gate_verdict(gate routing.agent, weight integer, at timestamptz)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN gate.agent IS NULL THEN 'unknown'
		WHEN gate.chosen <> 'available' THEN 'status'
		WHEN gate.stop_new THEN 'stop_new'
		WHEN gate.lease <> 'live' THEN 'lease'
		WHEN gate.lock_ends_at > at THEN 'emergency'
		WHEN gate.chat_count >= gate.chat_count_limit OR gate.chat_load + weight > gate.chat_limit
			THEN 'capacity' END
$$;
