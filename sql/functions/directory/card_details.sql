-- card_details: what a card shows of a contact beyond its line: notes, and the version that its owner changes it by.
CREATE OR REPLACE FUNCTION directory.card_details(tenant bigint, kind text, ref bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT COALESCE(
		(SELECT jsonb_build_object('notes', e.notes) FROM directory.external_contact AS e WHERE $2 = 'external' AND e.tenant = $1 AND e.id = $3),
		(SELECT jsonb_build_object('notes', p.notes, 'version', p.version::text) FROM directory.personal_contact AS p
			WHERE $2 = 'personal' AND p.tenant = $1 AND p.id = $3),
		'{}')
$$;
