-- licences: seats and Work licences of an organisation, and how many of its users hold one: whoever is disabled holds none. Read.
CREATE OR REPLACE FUNCTION directory.licences(tenant bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('id', t.id::text, 'seats', t.seats, 'seats_used', u.seats, 'work_licences', t.work_licences, 'work_licences_used', u.work)
	FROM directory.tenant AS t
	CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE p.has_seat) AS seats, count(*) FILTER (WHERE p.has_work) AS work
		FROM directory.app_user AS p WHERE p.tenant = t.id AND NOT p.disabled AND p.role <> 'operator') AS u
	WHERE t.id = $1
$$;
