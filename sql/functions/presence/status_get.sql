-- status_get: the agent's frame; null: no such agent.
CREATE OR REPLACE FUNCTION presence.status_get(tenant bigint, agent bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT f.frame
		FROM (SELECT ops.frame(1, tenant, agent) AS frame OFFSET 0) AS f
		WHERE f.frame -> 'state' <> 'null');
END $$;
