-- status_problem: why a status can't be set, in the order in which one would want to know; null:
-- nothing stands against it. `who` is 'agent' for oneself, else 'supervisor'.
-- `confirm`: a forced logout is meant, emergency or not.
DROP FUNCTION IF EXISTS presence.status_problem(presence.agent_status, text, text, boolean, bigint, timestamptz); -- it asked for no confirmation
CREATE OR REPLACE FUNCTION presence.status_problem(a presence.agent_status, who text, status text, stop_new boolean,
	code bigint, confirm boolean, at_now timestamptz)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF NOT presence.status_right(who, status, stop_new) THEN
		RETURN 'status_not_allowed';
	ELSIF presence.emergency_locked(a.tenant, a.agent, at_now) AND (status <> 'logged_out' OR NOT confirm) THEN
		RETURN CASE status WHEN 'logged_out' THEN 'emergency_runs' ELSE 'locked' END; -- EM-1, EM-6
	ELSIF a.chosen = 'logged_out' AND status <> 'logged_out' THEN
		RETURN 'not_logged_in';
	ELSIF who = 'agent' AND status = 'available' AND a.chosen <> 'available'
		AND (presence.emergency_now(a.tenant, a.agent, at_now)).phase = 'held' THEN
		RETURN 'exit_or_remain'; -- which presence.emergency_act takes
	ELSIF stop_new AND NOT a.stop_new AND NOT EXISTS (
		SELECT FROM routing.v_open AS o
		WHERE o.tenant = a.tenant AND o.agent = a.agent AND o.state IN ('assigned', 'wrap_up')) THEN
		RETURN 'not_handling'; -- Stop New only while handling
	END IF;
	RETURN presence.code_problem(a.tenant, status, code);
END $$;
