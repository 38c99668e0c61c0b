-- personal_contacts_list: one's own personal contacts, by id. Each row with the cursor behind it.
CREATE OR REPLACE FUNCTION directory.personal_contacts_list(tenant bigint, owner bigint, after bigint, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT directory.personal_contact_json(p), p.id::text FROM directory.personal_contact AS p
	WHERE p.tenant = $1 AND p.owner = $2 AND p.id > COALESCE($3, 0) ORDER BY p.id LIMIT $4
$$;
