-- interaction_may_read: interaction_visible by id, for records and the audit log: who takes part, took part, or leads it. What has no interaction is for
-- administrators.
CREATE OR REPLACE FUNCTION routing.interaction_may_read(tenant bigint, interaction bigint,
	actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = $1 AND r.id = $2;
	RETURN CASE WHEN FOUND THEN routing.interaction_visible(i, actor, actor_role) ELSE actor_role = 'administrator' END;
END $$;
