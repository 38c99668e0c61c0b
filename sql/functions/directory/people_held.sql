-- people_held: the contacts among which an import looks: one user's own, or (`owner` null) the external company contacts.
CREATE OR REPLACE FUNCTION directory.people_held(tenant bigint, owner bigint)
RETURNS TABLE (id bigint, item jsonb)
LANGUAGE sql STABLE
AS $$
	SELECT p.id, jsonb_build_object('name', p.name, 'company', p.company, 'department', p.department, 'title', p.title,
		'emails', p.emails, 'numbers', p.numbers, 'notes', p.notes, 'known_by', p.known_by)
	FROM directory.personal_contact AS p WHERE p.tenant = $1 AND p.owner = $2
	UNION ALL
	SELECT e.id, jsonb_build_object('name', e.name, 'company', e.company, 'department', e.department, 'title', e.title,
		'emails', e.emails, 'numbers', e.numbers, 'notes', e.notes, 'known_by', e.known_by)
	FROM directory.external_contact AS e WHERE e.tenant = $1 AND $2 IS NULL
$$;
