-- supervises: whether a person may act for an agent: an administrator for all of the tenant, a
-- supervisor for the groups they supervise.
CREATE OR REPLACE FUNCTION directory.supervises(tenant bigint, actor bigint, actor_role text, agent bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN CASE actor_role
		WHEN 'administrator' THEN true
		WHEN 'supervisor' THEN EXISTS (
			SELECT FROM directory.app_user AS u
			JOIN directory.supervision AS s ON s.tenant = u.tenant AND s.group_id = u.group_id
			WHERE u.tenant = supervises.tenant AND u.id = supervises.agent AND s.supervisor = supervises.actor)
		ELSE false END;
END $$;
