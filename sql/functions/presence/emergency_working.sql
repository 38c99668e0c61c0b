-- emergency_working: whether any interaction that the agent had when the emergency began is open, wrap-up included (EM-4).
CREATE OR REPLACE FUNCTION presence.emergency_working(e presence.emergency)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM routing.v_open AS o WHERE o.tenant = e.tenant AND o.agent = e.agent
		AND o.state IN ('assigned', 'wrap_up') AND o.interaction = ANY (e.work));
END $$;
