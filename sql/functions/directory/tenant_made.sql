-- tenant_made: trigger of directory.tenant: each organisation has a role for each kind of user.
CREATE OR REPLACE FUNCTION directory.tenant_made()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO directory.role (tenant, name, user_role, permissions)
	SELECT NEW.id, initcap(w.user_role), w.user_role, ARRAY(SELECT p.name FROM directory.permissions() AS p WHERE w.user_role = ANY (p.granted) ORDER BY p.name)
	FROM unnest('{agent,supervisor,administrator}'::text[]) WITH ORDINALITY AS w (user_role, n) ORDER BY w.n;
	RETURN NULL;
END $$;
