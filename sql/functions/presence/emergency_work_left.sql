-- emergency_work_left: whether any interaction that the agent had when the emergency began has left them without their end: another agent has it, or it
-- waits, or somebody else has ended it since. For the checker, which does not know how the last of them went: who was relieved is offered nothing.
CREATE OR REPLACE FUNCTION presence.emergency_work_left(e presence.emergency)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM routing.v_interaction AS i WHERE i.tenant = e.tenant AND i.id = ANY (e.work)
		AND NOT (i.state IN ('assigned', 'wrap_up', 'ended') AND i.agent = e.agent));
END $$;
