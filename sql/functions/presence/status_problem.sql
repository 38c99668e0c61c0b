-- status_problem: why a status can't be set, in the order in which one would want to know; null:
-- nothing stands against it. `who` is 'agent' for oneself, else 'supervisor'.
CREATE OR REPLACE FUNCTION presence.status_problem(a presence.agent_status, who text, status text, stop_new boolean,
	code bigint, at_now timestamptz)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF NOT presence.status_right(who, status, stop_new) THEN
		RETURN 'forbidden';
	ELSIF status <> 'logged_out' AND EXISTS (
		SELECT FROM routing.v_agent AS g
		WHERE g.tenant = a.tenant AND g.agent = a.agent AND g.lock_ends_at > at_now) THEN
		RETURN 'locked'; -- EM-1, EM-6: a forced logout stays possible
	ELSIF a.chosen = 'logged_out' AND status <> 'logged_out' THEN
		RETURN 'not_logged_in';
	ELSIF stop_new AND NOT a.stop_new AND NOT EXISTS (
		SELECT FROM routing.v_open AS o
		WHERE o.tenant = a.tenant AND o.agent = a.agent AND o.state IN ('assigned', 'wrap_up')) THEN
		RETURN 'not_handling'; -- Stop New only while handling
	END IF;
	RETURN presence.code_problem(a.tenant, status, code);
END $$;
