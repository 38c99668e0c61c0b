-- interaction_visible: whether someone may read an interaction: an agent their present and
-- former ones, a supervisor and an administrator the tenant's.
CREATE OR REPLACE FUNCTION routing.interaction_visible(i routing.interaction, actor bigint,
	actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN actor_role IN ('supervisor', 'administrator') OR COALESCE(i.agent = actor, false)
		OR COALESCE(i.former_agent = actor, false)
		OR EXISTS (SELECT FROM routing.offer AS o WHERE o.tenant = i.tenant AND o.interaction = i.id
			AND o.agent = actor AND o.state = 'accepted');
END $$;
