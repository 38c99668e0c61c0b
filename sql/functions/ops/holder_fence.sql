-- holder_fence: one row while all pairs {thing, epoch, …} still hold, locked FOR SHARE until the
-- batch ends; no row: the holder lost one, the batch must be rolled back (rule 6).
-- FOR SHARE, not KEY SHARE: a claimer has to wait for this batch. plpgsql and volatile, so
-- that no planner takes it away.
CREATE OR REPLACE FUNCTION ops.holder_fence(pairs bigint[])
RETURNS SETOF boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	count_wanted integer := cardinality(pairs) / 2;
	count_held integer;
BEGIN
	IF count_wanted = 0 OR cardinality(pairs) % 2 <> 0 THEN
		RETURN;
	END IF;
	PERFORM FROM ops.holder AS h
	JOIN generate_series(1, count_wanted) AS i (n) ON h.thing = pairs[2 * i.n - 1] AND h.epoch = pairs[2 * i.n]
	WHERE h.boot IS NOT NULL
	FOR SHARE OF h;
	GET DIAGNOSTICS count_held = ROW_COUNT;
	IF count_held = count_wanted THEN
		RETURN NEXT true;
	END IF;
END $$;
