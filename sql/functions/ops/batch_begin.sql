-- batch_begin: locks all keys of a batch, distinct and ascending, in one statement
-- (consistency.md, 1), then takes the batch's time. Answers that time.
CREATE OR REPLACE FUNCTION ops.batch_begin(keys bigint[])
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	-- The sort stands in a subquery: the locks are taken in its order.
	PERFORM pg_advisory_xact_lock(k.key)
	FROM (SELECT DISTINCT u.key FROM unnest(keys) AS u (key) WHERE u.key IS NOT NULL ORDER BY u.key) AS k;
	PERFORM set_config('trunkline.keys', COALESCE(keys, '{}')::text, true);
	PERFORM set_config('trunkline.batch_at', '', true);
	RETURN ops.batch_at();
END $$;
