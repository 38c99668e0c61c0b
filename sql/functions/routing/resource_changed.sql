-- resource_changed: raises the revision of what the router knows, and tells it.
CREATE OR REPLACE FUNCTION routing.resource_changed(tenant bigint, id bigint)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT routing.config_changed(tenant) $$;
