-- gate_cause: why this gate withdraws an open offer of this kind; null: it may stay. A stale lease closes it to
-- new offers only, an emergency to what queues offer (60-emergency); its lock by the status that it brings.
CREATE OR REPLACE FUNCTION routing.gate_cause(gate routing.agent, kind text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN kind = 'queue' AND gate.held_until = 'infinity' THEN 'emergency'
		WHEN CASE WHEN kind = 'queue' THEN gate.chosen <> 'available' ELSE NOT routing.takes_direct(gate.chosen) END THEN 'status'
		WHEN gate.stop_new AND kind = 'queue' THEN 'stop_new'
		WHEN gate.lease NOT IN ('live', 'stale') THEN 'lease' END
$$;
