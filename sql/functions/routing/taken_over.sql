-- taken_over: whether the agent of an interaction took it over from another agent who had not asked them in: its end is then forced
-- (SMS-7). Taking one from a queue does not count.
CREATE OR REPLACE FUNCTION routing.taken_over(i routing.interaction)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM routing.offer AS o
		WHERE o.tenant = i.tenant AND o.id = i.offer AND o.kind = 'take_over' AND o.from_agent IS NOT NULL
			AND NOT EXISTS (SELECT FROM routing.offer AS c
				WHERE c.tenant = i.tenant AND c.interaction = i.id AND c.agent = o.agent AND c.kind = 'consult' AND c.state = 'accepted'
					AND c.from_agent <> c.agent));
END $$;
