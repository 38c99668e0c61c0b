-- people_ids: a plan (people_plan) in which each added contact has an id, and possible duplicates are named by it. Internal.
CREATE OR REPLACE FUNCTION directory.people_ids(owner bigint, plan jsonb)
RETURNS jsonb
LANGUAGE sql VOLATILE
AS $$
	WITH given AS MATERIALIZED (
		SELECT (p.value ->> 'n')::bigint AS n, p.value || CASE WHEN p.value ->> 'action' = 'added' THEN jsonb_build_object('id',
			nextval(pg_get_serial_sequence(CASE WHEN $1 IS NULL THEN 'directory.external_contact' ELSE 'directory.personal_contact' END, 'id'))) ELSE '{}' END AS value
		FROM jsonb_array_elements($2) AS p)
	SELECT COALESCE(jsonb_agg(g.value || CASE WHEN o.n IS NOT NULL THEN jsonb_build_object('may_be', g.value -> 'may_be' || jsonb_build_object('id', o.value ->> 'id')) ELSE '{}' END ORDER BY g.n), '[]')
	FROM given AS g LEFT JOIN given AS o ON o.n = (g.value #>> '{may_be,n}')::bigint
$$;
