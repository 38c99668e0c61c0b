-- contact_there: whether an entry of the contacts has its contact.
CREATE OR REPLACE FUNCTION directory.contact_there(tenant bigint, kind text, ref bigint)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT CASE $2 WHEN 'user' THEN EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = $1 AND u.id = $3)
		WHEN 'service' THEN EXISTS (SELECT FROM directory.service AS s WHERE s.tenant = $1 AND s.id = $3)
		WHEN 'external' THEN EXISTS (SELECT FROM directory.external_contact AS x WHERE x.tenant = $1 AND x.id = $3)
		ELSE EXISTS (SELECT FROM directory.personal_contact AS p WHERE p.tenant = $1 AND p.id = $3) END
$$;
