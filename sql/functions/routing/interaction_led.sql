-- interaction_led: whether someone leads an interaction: an administrator each of the tenant; a
-- supervisor what an agent of their groups has or had, what is offered to one, and what waits
-- in a queue of which one is a member.
CREATE OR REPLACE FUNCTION routing.interaction_led(i routing.interaction, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF actor_role <> 'supervisor' THEN
		RETURN actor_role = 'administrator';
	END IF;
	RETURN directory.supervises(i.tenant, actor, actor_role, i.agent)
		OR directory.supervises(i.tenant, actor, actor_role, i.former_agent)
		OR EXISTS (SELECT FROM routing.offer AS o WHERE o.tenant = i.tenant AND o.interaction = i.id
			AND o.state IN ('accepted', 'made') AND directory.supervises(o.tenant, actor, actor_role, o.agent))
		OR i.state = 'waiting' AND EXISTS (SELECT FROM routing.member AS m
			JOIN routing.supervised(i.tenant, actor) AS s ON s.agent = m.agent
			WHERE m.tenant = i.tenant AND m.queue = i.queue);
END $$;
