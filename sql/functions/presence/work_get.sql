-- work_get: a Work user's own status as a frame; null: no Work licence.
CREATE OR REPLACE FUNCTION presence.work_get(tenant bigint, user_id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT f.frame
		FROM (SELECT ops.frame(15, tenant, user_id) AS frame OFFSET 0) AS f
		WHERE f.frame -> 'state' <> 'null');
END $$;
