-- contact_merge: merges `other` into `id`, at a person's request, and removes it. `owner`: the user, of personal contacts; null: external contacts.
-- Both are kept as they were for 30 days (contact_unmerge). Address books, favourites and marks of `other` move to `id`.
-- Keys: contacts (external: config), command. Favourites of an external contact belong to other users, whose keys are not held: they may change meanwhile.
-- Outcomes: ok (body: personal_contact_json), not_found, invalid (one and the same), too_many.
CREATE OR REPLACE FUNCTION directory.contact_merge(command bytea, fingerprint bytea, tenant bigint, owner bigint, actor bigint, actor_role text,
	origin jsonb, id bigint, other bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	notes_most CONSTANT integer := 4000;
	known_most CONSTANT integer := 100;
	kind_ CONSTANT text := CASE WHEN owner IS NULL THEN 'external' ELSE 'personal' END;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	before jsonb;
	gone_ jsonb;
	after jsonb;
	outcome text;
	merge_ bigint;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(directory.contacts_key(tenant, owner));
	END IF;
	before := directory.contact_state(tenant, owner, id);
	gone_ := directory.contact_state(tenant, owner, other);
	after := CASE WHEN before IS NOT NULL AND gone_ IS NOT NULL THEN directory.contact_merged(before -> 'item', gone_ -> 'item') END;
	outcome := CASE WHEN after IS NULL THEN 'not_found' WHEN id = other THEN 'invalid'
		WHEN directory.person_lost(after, (gone_ -> 'item') - 'known_by') IS NOT NULL OR jsonb_array_length(after -> 'known_by') > known_most
			OR length(after ->> 'notes') > notes_most THEN 'too_many' END;
	IF outcome IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome,
			CASE outcome WHEN 'invalid' THEN ops.wrong_field('other', 'Must be another contact.') END));
	END IF;
	merge_ := nextval(pg_get_serial_sequence('directory.merged_contact', 'id'));
	gone_ := gone_ || jsonb_build_object(
		'marks', (SELECT COALESCE(jsonb_agg(d.id), '[]') FROM directory.marked(contact_merge.tenant, contact_merge.owner, other) AS d),
		'favourites', (SELECT COALESCE(jsonb_agg(jsonb_build_object('owner', f.owner, 'position', f.position, 'merge', f.merge) ORDER BY f.owner), '[]')
			FROM directory.favourite AS f WHERE f.tenant = contact_merge.tenant AND f.kind = kind_ AND f.ref = other));
	WITH moved AS (
		INSERT INTO directory.favourite (tenant, owner, kind, ref, position, merge)
		SELECT f.tenant, f.owner, f.kind, contact_merge.id, f.position, merge_ FROM directory.favourite AS f
		WHERE f.tenant = contact_merge.tenant AND f.kind = kind_ AND f.ref = other ORDER BY f.owner
		ON CONFLICT ON CONSTRAINT favourite_pkey DO NOTHING RETURNING favourite.owner)
	SELECT gone_ || jsonb_build_object('moved', COALESCE(jsonb_agg(m.owner), '[]')) INTO gone_ FROM moved AS m;
	INSERT INTO directory.merged_contact (tenant, id, owner, kept, gone, at, before, after, other)
	VALUES (contact_merge.tenant, merge_, contact_merge.owner, contact_merge.id, contact_merge.other, ops.clock(), before, after, gone_);
	UPDATE directory.book_person AS b SET contact = contact_merge.id WHERE b.tenant = contact_merge.tenant AND b.owner = contact_merge.owner AND b.contact = other;
	PERFORM directory.mark_duplicates(tenant, owner, ARRAY(SELECT d.id FROM directory.marked(contact_merge.tenant, contact_merge.owner, other) AS d
		WHERE d.id <> contact_merge.id), id);
	PERFORM directory.people_store(tenant, owner, jsonb_build_array(jsonb_build_object('action', 'changed', 'id', id, 'before', before -> 'item', 'after', after)));
	DELETE FROM directory.personal_contact AS c WHERE c.tenant = contact_merge.tenant AND c.owner = contact_merge.owner AND c.id = other;
	DELETE FROM directory.external_contact AS e WHERE contact_merge.owner IS NULL AND e.tenant = contact_merge.tenant AND e.id = other;
	PERFORM directory.favourites_touch(contact_merge.tenant, (x.value ->> 'owner')::bigint) FROM jsonb_array_elements(gone_ -> 'favourites') AS x (value);
	IF owner IS NULL THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'external_contact_merge', 8, id, origin || jsonb_build_object('other', other::text));
	END IF;
	RETURN directory.contact_answer(tenant, command, fingerprint, mark, owner, id);
END $$;
