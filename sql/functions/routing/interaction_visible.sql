-- interaction_visible: whether someone may see an interaction: everyone their own present and former ones and
-- those they were asked into, a supervisor and an administrator what they lead.
CREATE OR REPLACE FUNCTION routing.interaction_visible(i routing.interaction, actor bigint,
	actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN routing.interaction_seen_until(i, actor, actor_role) IS NOT NULL;
END $$;
