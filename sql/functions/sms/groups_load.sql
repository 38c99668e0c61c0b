-- groups_load: all sender groups with their rate in segments a second. Read.
CREATE OR REPLACE FUNCTION sms.groups_load()
RETURNS TABLE (tenant bigint, group_id bigint, name text, rate_milli bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT g.tenant, g.id, g.name, (g.rate_per_s * 1000)::bigint FROM sms.sender_group AS g ORDER BY g.id
$$;
