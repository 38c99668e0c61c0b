-- interaction_may_read: whether interaction_read_until is any time: for conversations and records.
CREATE OR REPLACE FUNCTION routing.interaction_may_read(tenant bigint, interaction bigint,
	actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN routing.interaction_read_until(tenant, interaction, actor, actor_role) IS NOT NULL;
END $$;
