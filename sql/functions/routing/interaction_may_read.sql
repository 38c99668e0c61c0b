-- interaction_may_read: interaction_visible by id, for messages, transcripts and records. What has no
-- interaction is for administrators.
CREATE OR REPLACE FUNCTION routing.interaction_may_read(tenant bigint, interaction bigint,
	actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN COALESCE((SELECT routing.interaction_visible(i, actor, actor_role) FROM routing.interaction AS i
		WHERE i.tenant = $1 AND i.id = $2), actor_role = 'administrator');
END $$;
