-- take: where a new holder goes on: position, what is passed ahead of it, and the threads that have something parked as JSON
-- {"conversation/1": 2}. No row: it is held no more. Keys: none; the fence is the holder's row.
CREATE OR REPLACE FUNCTION hooks.take(tenant bigint, endpoint bigint, epoch bigint)
RETURNS TABLE (pos bigint, event bigint, ahead text, parked bigint, threads text, paused boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM ops.holder_fence(ARRAY[endpoint, epoch])) THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT p.pos, p.event, p.ahead::text, COALESCE(t.parked, 0)::bigint, COALESCE(t.threads, '{}')::text, p.paused
	FROM hooks.position AS p
	CROSS JOIN LATERAL (
		SELECT sum(c.count) AS parked, jsonb_object_agg(c.thread, c.count) AS threads
		FROM (SELECT k.thread, count(*) AS count FROM hooks.parked AS k
			WHERE k.tenant = p.tenant AND k.endpoint = p.endpoint GROUP BY k.thread) AS c
	) AS t
	WHERE p.tenant = take.tenant AND p.endpoint = take.endpoint;
END $$;
