-- device_next: the id of a phone that is about to be made: its secret is sealed for it.
CREATE OR REPLACE FUNCTION voice.device_next()
RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT nextval('voice.device_id') $$;
