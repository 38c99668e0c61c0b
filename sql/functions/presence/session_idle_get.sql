-- session_idle_get: {idle_min, idle_left_s} of a session (session_idle_json); of one that is gone meanwhile as of one that does not idle. Read.
CREATE OR REPLACE FUNCTION presence.session_idle_get(tenant bigint, session bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE((SELECT presence.session_idle_json(s) FROM presence.session AS s WHERE s.tenant = $1 AND s.id = $2),
		'{"idle_min": 0, "idle_left_s": null}')
$$;
