-- customer_merge_sweep: deletes at most limit_ rows of what the oldest merge that can't be undone any more has moved, then its numbers. Returns how many rows. Skips
-- rows that are locked.
CREATE OR REPLACE FUNCTION messaging.customer_merge_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	m messaging.customer_merge;
	swept bigint;
BEGIN
	SELECT * INTO m FROM messaging.customer_merge AS r WHERE r.can_undo AND r.at <= ops.clock() - interval '30 days' ORDER BY r.at LIMIT 1 FOR UPDATE SKIP LOCKED;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	DELETE FROM messaging.customer_moved AS v WHERE v.ctid = ANY (ARRAY(SELECT d.ctid FROM messaging.customer_moved AS d
		WHERE d.tenant = m.tenant AND d.gone = m.gone LIMIT limit_ FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	IF swept < limit_ THEN
		UPDATE messaging.customer_merge AS r SET can_undo = false, numbers = '{}', shared = '{}' WHERE r.tenant = m.tenant AND r.gone = m.gone;
		swept := swept + 1;
	END IF;
	RETURN swept;
END $$;
