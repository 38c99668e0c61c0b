-- attempts_list: an endpoint's attempts of the last 30 days, newest first, after the cursor
-- "<time>|<id>". Rows: attempt, its cursor; one row of nothing: there is no such webhook. Read.
CREATE OR REPLACE FUNCTION hooks.attempts_list(tenant bigint, endpoint bigint, event bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	since timestamptz := ops.clock() - interval '30 days';
	until timestamptz := COALESCE(split_part(after, '|', 1)::timestamptz, 'infinity');
	before bigint := split_part(after, '|', 2)::bigint;
BEGIN
	-- A webhook that was deleted keeps its attempts; of one that never was here nothing is told.
	IF NOT EXISTS (SELECT FROM hooks.endpoint AS e WHERE e.tenant = attempts_list.tenant AND e.id = attempts_list.endpoint)
		AND NOT EXISTS (SELECT FROM hooks.attempt AS a WHERE a.tenant = attempts_list.tenant AND a.endpoint = attempts_list.endpoint
			AND a.at > since) THEN
		RETURN QUERY SELECT NULL::jsonb, NULL::text;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT jsonb_build_object('id', a.id::text, 'at', ops.rfc3339(a.at), 'event', a.event::text,
			'type', 'trunkline.' || a.type, 'attempt', a.attempt, 'result', a.result, 'status', a.status,
			'duration_ms', a.duration_ms),
		a.at::text || '|' || a.id
	FROM hooks.attempt AS a
	WHERE a.tenant = attempts_list.tenant AND a.endpoint = attempts_list.endpoint AND a.at > since AND a.at <= until
		AND (before IS NULL OR (a.at, a.id) < (until, before))
		AND (attempts_list.event IS NULL OR a.event = attempts_list.event)
	ORDER BY a.at DESC, a.id DESC LIMIT least(limit_, 501);
END $$;
