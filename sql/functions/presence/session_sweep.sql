-- session_sweep: forgets at most limit_ sessions that ended more than 7 days ago, and as many emergency calls, with the addresses that
-- went with them; answers how many.
CREATE OR REPLACE FUNCTION presence.session_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before timestamptz := ops.clock() - interval '7 days';
	swept bigint;
	gone bigint;
BEGIN
	DELETE FROM presence.session AS s
	WHERE s.ctid = ANY (ARRAY(
		SELECT o.ctid FROM presence.session AS o
		WHERE o.expires_at < before
			AND NOT EXISTS (SELECT FROM presence.stream AS r WHERE r.tenant = o.tenant AND r.session = o.id)
			AND NOT EXISTS (SELECT FROM presence.work_stream AS w WHERE w.tenant = o.tenant AND w.session = o.id)
		ORDER BY o.expires_at LIMIT limit_ FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS swept = ROW_COUNT;
	DELETE FROM presence.emergency_call AS c WHERE c.ctid = ANY (ARRAY(SELECT o.ctid FROM presence.emergency_call AS o
		WHERE o.ended_at < before ORDER BY o.ended_at LIMIT limit_ FOR UPDATE SKIP LOCKED));
	GET DIAGNOSTICS gone = ROW_COUNT;
	RETURN swept + gone;
END $$;
