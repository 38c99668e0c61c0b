-- mark: where a command's events begin; taken at its start, given to ops.answer. Inlined.
CREATE OR REPLACE FUNCTION ops.mark()
RETURNS bigint
LANGUAGE sql VOLATILE
AS $$ SELECT nextval('ops.event_id') $$;
