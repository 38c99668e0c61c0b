-- emergency_status: the chosen status that a rule brings; who is logged out stays so. Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.emergency_status(e presence.emergency, rule text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	a presence.agent_status := presence.agent_row(e.tenant, e.agent);
	wanted text := CASE rule WHEN 'available' THEN 'available'
		WHEN 'by_work' THEN CASE WHEN presence.emergency_working(e) THEN 'busy' ELSE 'work_offline' END END;
BEGIN
	IF wanted IS NOT NULL AND a.chosen <> 'logged_out' AND (a.chosen <> wanted OR a.stop_new) THEN
		PERFORM presence.status_put(e.tenant, e.agent, wanted, false, NULL, 'rule', NULL, 'emergency');
	END IF;
END $$;
