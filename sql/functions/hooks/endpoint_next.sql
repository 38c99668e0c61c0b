-- endpoint_next: the id of an endpoint that is about to be made: its secret is sealed for it.
CREATE OR REPLACE FUNCTION hooks.endpoint_next()
RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT nextval('hooks.endpoint_id') $$;
