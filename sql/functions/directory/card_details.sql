-- card_details: what a card shows of a contact beyond its line: notes, its possible duplicate, the last merge into it that can be undone, and the version that its owner changes it by.
CREATE OR REPLACE FUNCTION directory.card_details(tenant bigint, kind text, ref bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT COALESCE(
		(SELECT jsonb_build_object('notes', e.notes, 'merged', directory.contact_merge_json(e.tenant, NULL, e.id), 'possible_duplicate_of', CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('id', 'external:' || d.id, 'name', d.name) END)
			FROM directory.external_contact AS e LEFT JOIN directory.external_contact AS d ON d.tenant = e.tenant AND d.id = e.possible_duplicate_of
			WHERE $2 = 'external' AND e.tenant = $1 AND e.id = $3),
		(SELECT jsonb_build_object('notes', p.notes, 'version', p.version::text,
				'merged', directory.contact_merge_json(p.tenant, p.owner, p.id),
				'possible_duplicate_of', CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('id', 'personal:' || d.id, 'name', d.name) END)
			FROM directory.personal_contact AS p LEFT JOIN directory.personal_contact AS d ON d.tenant = p.tenant AND d.id = p.possible_duplicate_of
			WHERE $2 = 'personal' AND p.tenant = $1 AND p.id = $3),
		'{}')
$$;
