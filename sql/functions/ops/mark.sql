-- mark: where a command's events begin; taken at its start, given to ops.answer.
CREATE OR REPLACE FUNCTION ops.mark()
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN nextval('ops.event_id');
END $$;
