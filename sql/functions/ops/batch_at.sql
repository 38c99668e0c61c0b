-- batch_at: the batch's time, one for all its events; set by batch_begin, else now.
-- The transaction gets its number before the clock is read: an event whose time is past
-- belongs to a transaction that had begun by then (orphans_add relies on it).
CREATE OR REPLACE FUNCTION ops.batch_at()
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	known text := current_setting('trunkline.batch_at', true);
BEGIN
	IF known <> '' THEN
		RETURN known;
	END IF;
	PERFORM pg_current_xact_id();
	known := ops.clock();
	PERFORM set_config('trunkline.batch_at', known, true);
	RETURN known;
END $$;
