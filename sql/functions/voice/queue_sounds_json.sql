-- queue_sounds_json: all sounds of a queue, its own and the standard ones, in the order of `uses`. null: there is no such queue of calls. Read.
CREATE OR REPLACE FUNCTION voice.queue_sounds_json(tenant bigint, queue bigint, uses text[])
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('data', s.data, 'next_cursor', NULL)
	FROM (SELECT jsonb_agg(voice.greeting_json($1, NULL, $2, u.use) ORDER BY u.n) AS data
		FROM unnest($3) WITH ORDINALITY AS u (use, n)) AS s
	WHERE EXISTS (SELECT FROM routing.v_queue AS q WHERE q.tenant = $1 AND q.id = $2 AND q.medium = 'voice')
$$;
