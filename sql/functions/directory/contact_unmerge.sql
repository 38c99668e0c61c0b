-- contact_unmerge: undoes the newest merge into a contact, which removed `other`, within 30 days: `other` is restored under its id, and what the merge brought
-- is removed from this one; later changes stay. Later changes by an address book are applied to the contact that has the book.
-- Keys: contacts (external: config), command. Favourites of external contacts: as contact_merge.
-- Outcomes: ok (body: personal_contact_json), not_found (no such merge, or there is a newer one), too_many.
CREATE OR REPLACE FUNCTION directory.contact_unmerge(command bytea, fingerprint bytea, tenant bigint, owner bigint, actor bigint, actor_role text,
	origin jsonb, id bigint, other bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT bigint := directory.contacts_most(owner);
	kind_ CONSTANT text := CASE WHEN owner IS NULL THEN 'external' ELSE 'personal' END;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	m directory.merged_contact;
	held jsonb;
	after_ jsonb;                            -- `after`, had the address books said at the merge what they say now
	outcome text;
	owners bigint[];
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(directory.contacts_key(tenant, owner));
	END IF;
	SELECT * INTO m FROM directory.contact_merge_last(tenant, owner, id);
	held := directory.contact_state(tenant, owner, id);
	outcome := CASE WHEN m.gone IS DISTINCT FROM other OR held IS NULL THEN 'not_found'
		WHEN (SELECT count(*) FROM directory.people_held(tenant, owner)) >= most THEN 'too_many' END;
	IF outcome IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, NULL));
	END IF;
	after_ := directory.contact_replayed(tenant, owner, id, m.after, (m.before -> 'books') || (m.other -> 'books'));
	PERFORM directory.people_store(tenant, owner, jsonb_build_array(
		jsonb_build_object('action', 'changed', 'id', id, 'before', held -> 'item', 'after',
			directory.contact_parted(held -> 'item', after_, directory.contact_replayed(tenant, owner, id, m.before -> 'item', m.before -> 'books'))),
		jsonb_build_object('action', 'added', 'id', other, 'after', directory.contact_replayed(tenant, owner, id, m.other -> 'item', m.other -> 'books'),
			'may_be', jsonb_build_object('id', (SELECT h.id FROM directory.people_held(contact_unmerge.tenant, contact_unmerge.owner) AS h
				WHERE h.id = (m.other ->> 'possible_duplicate_of')::bigint)))));
	-- A contact that only its address book has written is deleted with it again, as before the merge.
	UPDATE directory.personal_contact AS c SET book_version = c.version
	WHERE c.tenant = contact_unmerge.tenant AND c.owner = contact_unmerge.owner AND c.id = contact_unmerge.id
		AND m.before -> 'book_version' = m.before -> 'version' AND held -> 'item' = after_;
	UPDATE directory.personal_contact AS c SET version = (m.other ->> 'version')::bigint + 1,
		book_version = CASE WHEN m.other -> 'books' = '[]' OR EXISTS (SELECT FROM directory.book_person AS b WHERE b.tenant = c.tenant AND b.owner = c.owner AND b.contact = contact_unmerge.id
				AND m.other -> 'books' @> jsonb_build_array(jsonb_build_object('book', b.book, 'uid', b.uid)))
			THEN (m.other ->> 'book_version')::bigint + (m.other -> 'book_version' = m.other -> 'version')::integer END -- no book has it any more: its owner's own
	WHERE c.tenant = contact_unmerge.tenant AND c.owner = contact_unmerge.owner AND c.id = contact_unmerge.other;
	UPDATE directory.external_contact AS e SET version = (m.other ->> 'version')::bigint + 1
	WHERE contact_unmerge.owner IS NULL AND e.tenant = contact_unmerge.tenant AND e.id = contact_unmerge.other;
	UPDATE directory.book_person AS b SET contact = contact_unmerge.other FROM jsonb_array_elements(m.other -> 'books') AS x (value)
	WHERE b.tenant = contact_unmerge.tenant AND b.owner = contact_unmerge.owner AND b.contact = contact_unmerge.id
		AND b.book = (x.value ->> 'book')::bigint AND b.uid = x.value ->> 'uid';
	-- Marks, and favourites below, move back only where they have not been changed since.
	PERFORM directory.mark_duplicates(tenant, owner, ARRAY(SELECT d.id FROM directory.marked(contact_unmerge.tenant, contact_unmerge.owner, contact_unmerge.id) AS d
		WHERE m.other -> 'marks' @> to_jsonb(d.id)
		UNION ALL
		SELECT contact_unmerge.id WHERE m.other -> 'marks' @> to_jsonb(contact_unmerge.id) AND held ->> 'possible_duplicate_of' IS NULL), other);
	WITH moved AS (
		UPDATE directory.favourite AS f SET ref = contact_unmerge.other, merge = (x.value ->> 'merge')::bigint FROM jsonb_array_elements(m.other -> 'favourites') AS x (value)
		WHERE f.tenant = contact_unmerge.tenant AND f.owner = (x.value ->> 'owner')::bigint AND f.kind = kind_ AND f.ref = contact_unmerge.id AND f.merge = m.id
		RETURNING f.owner),
	both_ AS (
		INSERT INTO directory.favourite (tenant, owner, kind, ref, position, merge)
		SELECT f.tenant, f.owner, f.kind, contact_unmerge.other, (x.value ->> 'position')::integer, (x.value ->> 'merge')::bigint
		FROM jsonb_array_elements(m.other -> 'favourites') AS x (value)
		JOIN directory.favourite AS f ON f.tenant = contact_unmerge.tenant AND f.owner = (x.value ->> 'owner')::bigint AND f.kind = kind_ AND f.ref = contact_unmerge.id
		WHERE NOT m.other -> 'moved' @> (x.value -> 'owner')
		ON CONFLICT ON CONSTRAINT favourite_pkey DO NOTHING RETURNING favourite.owner)
	SELECT array_agg(o.owner ORDER BY o.owner) INTO owners FROM (SELECT v.owner FROM moved AS v UNION SELECT b.owner FROM both_ AS b) AS o;
	PERFORM directory.favourites_touch(contact_unmerge.tenant, o.owner) FROM unnest(owners) AS o (owner);
	DELETE FROM directory.merged_contact AS o WHERE o.tenant = m.tenant AND o.id = m.id;
	IF owner IS NULL THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'external_contact_unmerge', 8, id, origin || jsonb_build_object('other', other::text));
	END IF;
	RETURN directory.contact_answer(tenant, command, fingerprint, mark, owner, id);
END $$;
