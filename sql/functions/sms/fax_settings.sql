-- fax_settings: whether a user may fax, and from which number.
CREATE OR REPLACE FUNCTION sms.fax_settings(tenant bigint, owner bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('fax', t.fax, 'number', (sms.fax_number_of($1, $2)).number) FROM directory.v_tenant AS t WHERE t.id = $1
$$;
