-- personal_contact_json: a personal contact as its owner reads and changes it.
CREATE OR REPLACE FUNCTION directory.personal_contact_json(p directory.personal_contact)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT jsonb_build_object('id', p.id::text, 'contact', 'personal:' || p.id, 'name', p.name, 'company', p.company, 'department', p.department,
		'title', p.title, 'emails', p.emails, 'numbers', p.numbers, 'notes', p.notes, 'possible_duplicate_of', p.possible_duplicate_of::text, 'version', p.version::text)
$$;
