-- contact_merge: a person says that two contacts are one: `other` is put together with `id`, and gone. `owner`: whose own; null: external ones. What it
-- was is kept for 30 days (contact_unmerge). Its address books, favourites and marks go with it.
-- Keys: contacts (external: config), command. Outcomes: ok (body: personal_contact_json), not_found, invalid (one and the same), too_many.
CREATE OR REPLACE FUNCTION directory.contact_merge(command bytea, fingerprint bytea, tenant bigint, owner bigint, actor bigint, actor_role text,
	origin jsonb, id bigint, other bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	notes_most CONSTANT integer := 4000;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	kind_ CONSTANT text := CASE WHEN owner IS NULL THEN 'external' ELSE 'personal' END;
	before CONSTANT jsonb := (SELECT h.item FROM directory.people_held(tenant, owner) AS h WHERE h.id = contact_merge.id);
	gone CONSTANT jsonb := (SELECT h.item FROM directory.people_held(tenant, owner) AS h WHERE h.id = other);
	after jsonb;
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(CASE WHEN owner IS NULL THEN ops.key('config', tenant, '') ELSE ops.key('contacts', tenant, owner::text) END);
	END IF;
	after := CASE WHEN before IS NOT NULL AND gone IS NOT NULL THEN directory.contact_merged(before, gone) END;
	outcome := CASE WHEN after IS NULL THEN 'not_found' WHEN id = other THEN 'invalid'
		WHEN directory.person_lost(after, gone) IS NOT NULL OR length(after ->> 'notes') > notes_most THEN 'too_many' END;
	IF outcome IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome,
			CASE outcome WHEN 'invalid' THEN ops.wrong_field('other', 'Must be another contact.') END));
	END IF;
	INSERT INTO directory.merged_contact (tenant, owner, kept, gone, at, before, after, other)
	SELECT contact_merge.tenant, contact_merge.owner, contact_merge.id, other, ops.clock(), before, after, jsonb_build_object('item', gone,
		'row', (SELECT to_jsonb(p) FROM (
			SELECT c.version, c.book_version, c.possible_duplicate_of FROM directory.personal_contact AS c
			WHERE c.tenant = contact_merge.tenant AND c.owner = contact_merge.owner AND c.id = other
			UNION ALL
			SELECT e.version, NULL, e.possible_duplicate_of FROM directory.external_contact AS e
			WHERE contact_merge.owner IS NULL AND e.tenant = contact_merge.tenant AND e.id = other) AS p),
		'books', (SELECT COALESCE(jsonb_agg(jsonb_build_array(b.book, b.uid)), '[]') FROM directory.book_person AS b
			WHERE b.tenant = contact_merge.tenant AND b.owner = contact_merge.owner AND b.contact = other),
		'favourites', (SELECT COALESCE(jsonb_agg(jsonb_build_object('owner', f.owner, 'position', f.position, 'moved', NOT EXISTS (SELECT FROM directory.favourite AS o
				WHERE o.tenant = f.tenant AND o.owner = f.owner AND o.kind = f.kind AND o.ref = contact_merge.id))), '[]') FROM directory.favourite AS f
			WHERE f.tenant = contact_merge.tenant AND f.kind = kind_ AND f.ref = other),
		'marks', (SELECT COALESCE(jsonb_agg(m.id), '[]') FROM directory.marked(contact_merge.tenant, contact_merge.owner, other) AS m (id)));
	UPDATE directory.book_person AS b SET contact = contact_merge.id WHERE b.tenant = contact_merge.tenant AND b.owner = contact_merge.owner AND b.contact = other;
	UPDATE directory.favourite AS f SET ref = contact_merge.id WHERE f.tenant = contact_merge.tenant AND f.kind = kind_ AND f.ref = other
		AND NOT EXISTS (SELECT FROM directory.favourite AS o WHERE o.tenant = f.tenant AND o.owner = f.owner AND o.kind = f.kind AND o.ref = contact_merge.id);
	PERFORM directory.mark_duplicates(tenant, owner, ARRAY(SELECT m.id FROM directory.marked(contact_merge.tenant, contact_merge.owner, other) AS m (id)
		WHERE m.id <> contact_merge.id), id);
	PERFORM directory.people_store(tenant, owner, jsonb_build_array(jsonb_build_object('action', 'changed', 'id', id, 'before', before, 'after', after)));
	DELETE FROM directory.personal_contact AS c WHERE c.tenant = contact_merge.tenant AND c.owner = contact_merge.owner AND c.id = other;
	DELETE FROM directory.external_contact AS e WHERE contact_merge.owner IS NULL AND e.tenant = contact_merge.tenant AND e.id = other;
	IF owner IS NULL THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'external_contact_merge', 8, id, origin || jsonb_build_object('other', other::text));
	END IF;
	RETURN directory.contact_answer(tenant, command, fingerprint, mark, owner, id);
END $$;
