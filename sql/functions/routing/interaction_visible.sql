-- interaction_visible: whether someone may read an interaction: everyone their own
-- present and former ones, a supervisor and an administrator what they lead.
CREATE OR REPLACE FUNCTION routing.interaction_visible(i routing.interaction, actor bigint,
	actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE(i.agent = actor, false) OR COALESCE(i.former_agent = actor, false)
		OR routing.interaction_led(i, actor, actor_role)
		OR EXISTS (SELECT FROM routing.offer AS o WHERE o.tenant = i.tenant AND o.interaction = i.id
			AND o.agent = actor AND o.state = 'accepted');
END $$;
