-- emergency_get: an agent's emergency; null: no such agent.
CREATE OR REPLACE FUNCTION presence.emergency_get(tenant bigint, agent bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT presence.emergency_json(u.tenant, u.id) FROM directory.app_user AS u
		WHERE u.tenant = emergency_get.tenant AND u.id = emergency_get.agent AND u.has_seat);
END $$;
