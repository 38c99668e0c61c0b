-- batch_end: as batch_close, for who does not ask whether there were events.
CREATE OR REPLACE FUNCTION ops.batch_end()
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM ops.batch_close();
END $$;
