-- called_extension: what an extension is in an organisation: 'user' (Work), 'agent', 'service'. Who is disabled, or has not what the
-- extension is for, is not reached. Called by voice. Read.
CREATE OR REPLACE FUNCTION directory.called_extension(tenant bigint, extension text)
RETURNS TABLE (tenant bigint, kind text, id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT u.tenant, 'user', u.id, u.name FROM directory.app_user AS u
	WHERE u.tenant = $1 AND u.work_extension = $2 AND u.has_work AND NOT u.disabled
	UNION ALL
	SELECT u.tenant, 'agent', u.id, u.name FROM directory.app_user AS u
	WHERE u.tenant = $1 AND u.agent_extension = $2 AND u.has_seat AND NOT u.disabled
	UNION ALL
	SELECT s.tenant, 'service', s.id, s.name FROM directory.service AS s
	WHERE s.tenant = $1 AND s.extension = $2
$$;
