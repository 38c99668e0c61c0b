-- contact_source: contacts of a kind in one form, from which entries and terms are made (directory.contact_index).
-- `own`: the words of the contact itself; `place`: of where it belongs. Whoever may not log in is in nobody's directory.
-- No view: those others may read, and nobody reads personal contacts.
CREATE OR REPLACE FUNCTION directory.contact_source(tenant bigint, kind text, refs bigint[])
RETURNS TABLE (ref bigint, owner bigint, sides smallint, name text, own text, place text, extensions text[], numbers jsonb, emails jsonb,
	details jsonb, accounts jsonb)
LANGUAGE sql STABLE
AS $$
	SELECT u.id, 0::bigint,
		(CASE WHEN u.disabled OR u.role = 'operator' THEN 0 ELSE 4 + u.has_work::integer + 2 * u.has_seat::integer END)::smallint AS sides,
		u.name, concat_ws(' ', u.name, u.email) AS own, concat_ws(' ', u.department, s.name) AS place,
		array_remove(ARRAY[u.work_extension, u.agent_extension], NULL) AS extensions,
		CASE WHEN u.work_number IS NOT NULL THEN jsonb_build_array(jsonb_build_object('label', 'Work', 'kind', 'phone',
			'number', u.work_number, 'shown', u.work_number)) ELSE '[]' END || u.numbers AS numbers,
		CASE WHEN u.email IS NOT NULL THEN jsonb_build_array(jsonb_build_object('label', 'Work', 'email', u.email)) ELSE '[]' END AS emails,
		jsonb_build_object('department', u.department, 'company', '', 'title', '', 'service', NULL, 'site', s.name) AS details,
		(CASE WHEN u.has_work THEN jsonb_build_array(jsonb_build_object('side', 'work', 'label', 'Work', 'extension', u.work_extension)) ELSE '[]' END)
		|| (CASE WHEN u.has_seat THEN jsonb_build_array(jsonb_build_object('side', 'agent', 'label', 'Contact Center', 'extension', u.agent_extension)) ELSE '[]' END) AS accounts
	FROM directory.app_user AS u LEFT JOIN directory.site AS s ON s.tenant = u.tenant AND s.id = u.site_id
	WHERE $2 = 'user' AND u.tenant = $1 AND u.id = ANY ($3)
	UNION ALL
	SELECT v.id, 0, 7::smallint, v.name, v.name, concat_ws(' ', v.department, s.name),
		array_remove(ARRAY[v.extension], NULL), v.numbers, '[]',
		jsonb_build_object('department', v.department, 'company', '', 'title', '', 'service', v.kind, 'site', s.name), '[]'
	FROM directory.service AS v LEFT JOIN directory.site AS s ON s.tenant = v.tenant AND s.id = v.site_id
	WHERE $2 = 'service' AND v.tenant = $1 AND v.id = ANY ($3)
	UNION ALL
	SELECT e.id, 0, 7::smallint, e.name,
		concat_ws(' ', e.name, (SELECT string_agg(m.value ->> 'email', ' ') FROM jsonb_array_elements(e.emails) AS m)),
		concat_ws(' ', e.company, e.department), '{}', e.numbers, e.emails,
		jsonb_build_object('department', e.department, 'company', e.company, 'title', e.title, 'service', NULL, 'site', NULL), '[]'
	FROM directory.external_contact AS e
	WHERE $2 = 'external' AND e.tenant = $1 AND e.id = ANY ($3)
	UNION ALL
	SELECT p.id, p.owner, 7::smallint, p.name,
		concat_ws(' ', p.name, (SELECT string_agg(m.value ->> 'email', ' ') FROM jsonb_array_elements(p.emails) AS m)),
		concat_ws(' ', p.company, p.department), '{}', p.numbers, p.emails,
		jsonb_build_object('department', p.department, 'company', p.company, 'title', p.title, 'service', NULL, 'site', NULL), '[]'
	FROM directory.personal_contact AS p
	WHERE $2 = 'personal' AND p.tenant = $1 AND p.id = ANY ($3)
$$;
