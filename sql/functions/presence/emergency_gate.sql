-- emergency_gate: tells routing what status and emergency are now: what queues offered is withdrawn where that closes the gate.
-- Where the line is kept free, also what colleagues ask of them is (EM-10). In a lock only who became Available is offered anything (EM-4), and nobody whose line is kept free (EM-10). Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.emergency_gate(e presence.emergency)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	a presence.agent_status := presence.agent_row(e.tenant, e.agent);
	offers text := (SELECT p.offers FROM presence.emergency_phase AS p WHERE p.phase = e.phase);
BEGIN
	PERFORM routing.agent_hold(e.tenant, e.agent, CASE
		WHEN offers = 'none' THEN 'infinity'
		WHEN offers = 'when_available' AND (a.chosen <> 'available' OR (SELECT t.keep_line_free FROM directory.tenant AS t WHERE t.id = e.tenant)) THEN e.lock_ends_at END, e.lock_ends_at);
	PERFORM presence.gate_tell(e.tenant, e.agent);
	IF presence.line_kept(e.tenant, e.agent, NULL) THEN
		PERFORM routing.line_clear(e.tenant, e.agent);
	END IF;
END $$;
