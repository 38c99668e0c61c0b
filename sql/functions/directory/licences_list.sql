-- licences_list: the licences of an organisation, each with how many users hold one, as the API has them. Read.
CREATE OR REPLACE FUNCTION directory.licences_list(tenant bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('data', jsonb_agg(jsonb_build_object('id', k.id, 'limit', k.most, 'used', k.used, 'free', CASE WHEN k.most IS NOT NULL THEN greatest(k.most - k.used, 0) END) ORDER BY k.id), 'next_cursor', NULL)
	FROM directory.licences($1) AS l CROSS JOIN LATERAL (VALUES
		('seat', (l ->> 'seats')::integer, (l ->> 'seats_used')::integer),
		('work', (l ->> 'work_licences')::integer, (l ->> 'work_licences_used')::integer)) AS k (id, most, used)
$$;
