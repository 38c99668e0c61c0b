-- config_views: the resources that are configuration: the views a_<noun> that have a version (the audit log has
-- none), but for what is the installation's and no tenant's, and lists of persons (AD-5): its column tenant says so
-- ('installation', 'personal'). `of`: the view.
CREATE OR REPLACE FUNCTION ops.config_views()
RETURNS TABLE (schema text, noun text, of regclass)
LANGUAGE sql STABLE
AS $$
	SELECT n.nspname::text, substr(c.relname, 3), c.oid::regclass
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE c.relkind = 'v' AND c.relname LIKE 'a\_%'
		AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'version')
		AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant'
			AND col_description(c.oid, a.attnum) IN ('installation', 'personal'))
$$;
