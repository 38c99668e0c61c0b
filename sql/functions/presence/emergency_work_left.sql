-- emergency_work_left: whether any interaction that the agent had when the emergency began goes on without them: another agent has it, or it waits.
CREATE OR REPLACE FUNCTION presence.emergency_work_left(e presence.emergency)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM routing.v_interaction AS i WHERE i.tenant = e.tenant AND i.id = ANY (e.work) AND i.state <> 'ended'
		AND NOT (i.state IN ('assigned', 'wrap_up') AND i.agent = e.agent));
END $$;
