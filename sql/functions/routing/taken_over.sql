-- taken_over: whether who has an interaction took it from another agent without having been asked in by one: then its end is forced
-- (SMS-7). What they took from a queue is no such case.
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
