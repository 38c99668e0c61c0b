-- resource_changed: tells that this part of the configuration changed.
CREATE OR REPLACE FUNCTION directory.resource_changed(tenant bigint, id bigint)
RETURNS void
LANGUAGE sql VOLATILE
AS $$ SELECT ops.config_emit(tenant, id) $$;
