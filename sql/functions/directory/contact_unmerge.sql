-- contact_unmerge: the newest merge into a contact is taken back, within 30 days: the other one is there again, by its id, and what the merge brought
-- is taken from this one; what was written since stays.
-- Keys: contacts (external: config), command. Outcomes: ok (body: personal_contact_json), not_found (no such merge), too_many.
CREATE OR REPLACE FUNCTION directory.contact_unmerge(command bytea, fingerprint bytea, tenant bigint, owner bigint, actor bigint, actor_role text,
	origin jsonb, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT bigint := CASE WHEN owner IS NULL THEN 200000 ELSE 20000 END;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	kind_ CONSTANT text := CASE WHEN owner IS NULL THEN 'external' ELSE 'personal' END;
	held CONSTANT jsonb := (SELECT h.item FROM directory.people_held(tenant, owner) AS h WHERE h.id = contact_unmerge.id);
	m directory.merged_contact;
	brought jsonb;
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(CASE WHEN owner IS NULL THEN ops.key('config', tenant, '') ELSE ops.key('contacts', tenant, owner::text) END);
	END IF;
	SELECT * INTO m FROM directory.contact_merge_last(tenant, owner, id);
	outcome := CASE WHEN m.id IS NULL OR held IS NULL THEN 'not_found'
		WHEN (SELECT count(*) FROM directory.people_held(tenant, owner)) >= most THEN 'too_many' END;
	IF outcome IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, NULL));
	END IF;
	brought := (SELECT COALESCE(jsonb_agg(k.value), '[]') FROM jsonb_array_elements(m.after -> 'known_by') AS k (value) WHERE NOT m.before -> 'known_by' @> k.value);
	PERFORM directory.people_store(tenant, owner, jsonb_build_array(
		jsonb_build_object('action', 'changed', 'id', id, 'before', held, 'after', directory.book_merged(held, m.after, m.before)
			|| jsonb_build_object('known_by', (SELECT COALESCE(jsonb_agg(k.value ORDER BY k.n), '[]')
				FROM jsonb_array_elements(held -> 'known_by') WITH ORDINALITY AS k (value, n) WHERE NOT brought @> k.value))),
		jsonb_build_object('action', 'added', 'id', m.gone, 'before', NULL, 'after', m.other -> 'item', 'may_be', jsonb_build_object('id', (
			SELECT h.id FROM directory.people_held(contact_unmerge.tenant, contact_unmerge.owner) AS h WHERE h.id = (m.other #>> '{row,possible_duplicate_of}')::bigint)))));
	UPDATE directory.personal_contact AS c SET version = (m.other #>> '{row,version}')::bigint + 1,
		book_version = CASE m.other #>> '{row,book_version}' WHEN m.other #>> '{row,version}' THEN (m.other #>> '{row,version}')::bigint + 1 ELSE (m.other #>> '{row,book_version}')::bigint END
	WHERE c.tenant = contact_unmerge.tenant AND c.owner = contact_unmerge.owner AND c.id = m.gone;
	PERFORM directory.mark_duplicates(tenant, owner, ARRAY(SELECT x.value::bigint FROM jsonb_array_elements_text(m.other -> 'marks') AS x (value)), m.gone);
	UPDATE directory.book_person AS b SET contact = m.gone FROM jsonb_array_elements(m.other -> 'books') AS x (value)
	WHERE b.tenant = contact_unmerge.tenant AND b.owner = contact_unmerge.owner AND b.contact = contact_unmerge.id
		AND b.book = (x.value ->> 0)::bigint AND b.uid = x.value ->> 1;
	DELETE FROM directory.favourite AS f USING jsonb_array_elements(m.other -> 'favourites') AS x (value)
	WHERE f.tenant = contact_unmerge.tenant AND f.owner = (x.value ->> 'owner')::bigint AND f.kind = kind_ AND f.ref = contact_unmerge.id AND (x.value ->> 'moved')::boolean;
	INSERT INTO directory.favourite (tenant, owner, kind, ref, position)
	SELECT u.tenant, u.id, kind_, m.gone, (x.value ->> 'position')::integer FROM jsonb_array_elements(m.other -> 'favourites') AS x (value)
	JOIN directory.app_user AS u ON u.tenant = contact_unmerge.tenant AND u.id = (x.value ->> 'owner')::bigint;
	DELETE FROM directory.merged_contact AS o WHERE o.tenant = m.tenant AND o.id = m.id;
	IF owner IS NULL THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'external_contact_unmerge', 8, id, origin || jsonb_build_object('other', m.gone::text));
	END IF;
	RETURN directory.contact_answer(tenant, command, fingerprint, mark, owner, id);
END $$;
