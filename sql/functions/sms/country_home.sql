-- country_home: in which country a tenant's people write numbers: that of its first SMS channel. Null: it has none. Read.
CREATE OR REPLACE FUNCTION sms.country_home(tenant bigint)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT sms.country_of(c.number) FROM directory.v_channel AS c
	WHERE c.tenant = $1 AND c.medium = 'sms' AND NOT c.disabled AND c.number LIKE '+%' ORDER BY c.id LIMIT 1
$$;
