-- contact_restore: restores one's own contact that was deleted within ten minutes, under its id: with its place among the favourites, its address
-- books, the marks of its duplicates, and the merges that can be undone; what has been decided since stays.
-- Keys: contacts, command. Outcomes: ok (body: personal_contact_json), not_found, too_many.
CREATE OR REPLACE FUNCTION directory.contact_restore(command bytea, fingerprint bytea, tenant bigint, owner bigint, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT bigint := directory.contacts_most(owner);
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	r directory.removed_contact;
	favourite directory.favourite;
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	SELECT * INTO r FROM directory.contact_removed_get(tenant, owner, id);
	outcome := CASE WHEN r.contact IS NULL THEN 'not_found' WHEN (SELECT count(*) FROM directory.people_held(tenant, owner)) >= most THEN 'too_many' END;
	IF outcome IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, NULL));
	END IF;
	PERFORM directory.people_store(tenant, owner, jsonb_build_array(jsonb_build_object('action', 'added', 'id', id, 'after', r.state -> 'item',
		'may_be', jsonb_build_object('id', (SELECT h.id FROM directory.people_held(contact_restore.tenant, contact_restore.owner) AS h
			WHERE h.id = (r.state ->> 'possible_duplicate_of')::bigint)))));
	UPDATE directory.book_person AS b SET contact = contact_restore.id FROM jsonb_array_elements(r.state -> 'books') AS x (value)
	WHERE b.tenant = contact_restore.tenant AND b.owner = contact_restore.owner AND b.contact IS NULL
		AND b.book = (x.value ->> 'book')::bigint AND b.uid = x.value ->> 'uid';
	-- What its books have said meanwhile; a contact that no book has any more is its owner's own.
	PERFORM directory.people_store(tenant, owner, jsonb_build_array(jsonb_build_object('action', 'unchanged', 'id', id, 'before', r.state -> 'item',
		'after', directory.contact_replayed(tenant, owner, id, r.state -> 'item', r.state -> 'books'))));
	UPDATE directory.personal_contact AS c SET version = (r.state ->> 'version')::bigint + 1,
		book_version = CASE WHEN EXISTS (SELECT FROM directory.book_person AS b WHERE b.tenant = c.tenant AND b.owner = c.owner AND b.contact = c.id)
			THEN (r.state ->> 'book_version')::bigint + (r.state -> 'book_version' = r.state -> 'version')::integer END
	WHERE c.tenant = contact_restore.tenant AND c.owner = contact_restore.owner AND c.id = contact_restore.id;
	PERFORM directory.mark_duplicates(tenant, owner, ARRAY(SELECT c.id FROM directory.personal_contact AS c
		WHERE c.tenant = contact_restore.tenant AND c.owner = contact_restore.owner AND c.possible_duplicate_of IS NULL AND r.state -> 'marks' @> to_jsonb(c.id)), id);
	INSERT INTO directory.merged_contact (tenant, id, owner, kept, gone, at, before, after, other) OVERRIDING SYSTEM VALUE
	SELECT m.tenant, m.id, m.owner, m.kept, m.gone, m.at, m.before, m.after, m.other
	FROM jsonb_populate_recordset(NULL::directory.merged_contact, r.state -> 'merges') AS m ON CONFLICT DO NOTHING;
	-- In its former place; who has that now, and all that follow, stand one further. Where there are as many as there may be meanwhile, it is none.
	favourite := jsonb_populate_record(NULL::directory.favourite, r.state -> 'favourite');
	IF favourite.position IS NOT NULL AND (SELECT count(*) FROM directory.favourite AS f
			WHERE f.tenant = contact_restore.tenant AND f.owner = contact_restore.owner) < directory.favourites_most() THEN
		IF EXISTS (SELECT FROM directory.favourite AS f
				WHERE f.tenant = contact_restore.tenant AND f.owner = contact_restore.owner AND f.position = favourite.position) THEN
			UPDATE directory.favourite AS f SET position = f.position + 1
			WHERE f.tenant = contact_restore.tenant AND f.owner = contact_restore.owner AND f.position >= favourite.position;
		END IF;
		INSERT INTO directory.favourite (tenant, owner, kind, ref, position, merge)
		VALUES (tenant, owner, 'personal', id, favourite.position, favourite.merge);
		PERFORM directory.favourites_touch(tenant, owner);
	END IF;
	DELETE FROM directory.removed_contact AS o WHERE o.tenant = r.tenant AND o.owner = r.owner AND o.contact = r.contact;
	RETURN directory.contact_answer(tenant, command, fingerprint, mark, owner, id);
END $$;
