-- greeting_json: whether a Work user has a greeting of their own, or a queue a sound of this use. null: there is no such
-- queue of calls. Read.
DROP FUNCTION IF EXISTS voice.greeting_json(bigint, bigint);
DROP FUNCTION IF EXISTS voice.greeting_json(bigint, bigint, bigint);
CREATE OR REPLACE FUNCTION voice.greeting_json(tenant bigint, owner bigint, queue bigint, use text DEFAULT 'voicemail')
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('use', $4, 'own', g.file IS NOT NULL, 'duration_ms', g.duration_ms, 'at', ops.rfc3339(g.at))
	FROM (SELECT) AS one LEFT JOIN voice.greeting AS g ON g.tenant = $1 AND (g.owner = $2 OR g.queue = $3) AND g.use = $4
	WHERE $3 IS NULL OR EXISTS (SELECT FROM routing.v_queue AS q WHERE q.tenant = $1 AND q.id = $3 AND q.medium = 'voice')
$$;
