-- desk_lines: a receptionist's lines: those that they have chosen in their order, then the others as they were given. Of who has
-- chosen none, all are chosen.
CREATE OR REPLACE FUNCTION directory.desk_lines(tenant bigint, owner bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('version', COALESCE(max(d.version), 0)::text, 'lines', COALESCE(jsonb_agg(jsonb_build_object(
			'id', l.id, 'kind', l.kind, 'name', COALESCE(u.name, s.name), 'service', s.kind,
			'extension', CASE l.kind WHEN 'work' THEN u.work_extension WHEN 'agent' THEN u.agent_extension ELSE s.extension END,
			'contact', CASE l.kind WHEN 'service' THEN 'service:' ELSE 'user:' END || l.ref,
			'own', l.kind = 'work' AND l.ref = $2, 'chosen', d.lines IS NULL OR l.place_chosen IS NOT NULL)
		ORDER BY l.place_chosen NULLS LAST, l.place) FILTER (WHERE l.id IS NOT NULL), '[]'))
	FROM (SELECT) AS one
	LEFT JOIN directory.desk AS d ON d.tenant = $1 AND d.owner = $2
	LEFT JOIN LATERAL (
		SELECT v.kind || ':' || v.ref AS id, v.kind, v.ref, v.place, array_position(d.lines, v.kind || ':' || v.ref) AS place_chosen
		FROM directory.v_desk_line AS v WHERE v.tenant = $1 AND v.viewer = $2) AS l ON true
	LEFT JOIN directory.app_user AS u ON u.tenant = $1 AND u.id = l.ref AND l.kind <> 'service'
	LEFT JOIN directory.service AS s ON s.tenant = $1 AND s.id = l.ref AND l.kind = 'service'
$$;
