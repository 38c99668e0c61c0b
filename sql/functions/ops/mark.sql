-- mark: where a command's events begin; taken at its start, given to ops.answer.
CREATE OR REPLACE FUNCTION ops.mark()
RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT nextval('ops.event_id') $$;
