-- resource_changed: tells that this part of the configuration changed.
CREATE OR REPLACE FUNCTION voice.resource_changed(tenant bigint, id bigint)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT ops.config_emit(tenant, id) $$;
