-- batch_close: the last statement before COMMIT: one outbox row for the batch's events. Answers whether there were
-- any: else nothing is to be numbered.
CREATE OR REPLACE FUNCTION ops.batch_close()
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	batch_at timestamptz := ops.batch_at();
	batch_xid xid8 := pg_current_xact_id();
BEGIN
	INSERT INTO ops.outbox (last_id, at, xid)
	SELECT e.id, batch_at, batch_xid
	FROM ops.event AS e
	WHERE e.at = batch_at AND e.xid = batch_xid
	ORDER BY e.id DESC
	LIMIT 1;
	RETURN FOUND;
END $$;
