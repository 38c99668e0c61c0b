-- people_import: the persons of a file become contacts: one user's own (CT-6), or (`owner` null) the external company
-- contacts (CT-4), whose numbers and addresses are then the file's. `items`: [{"line", "item", "left_out"} or {"line",
-- "problem"}]. `dry_run`: all is judged, nothing kept. The same file again changes nothing.
-- dropped: {data of the file that a contact does not keep: in how many contacts}. A dry run answers the unchanged rows, too.
-- Keys: command alone; the contacts' own is taken here (the lane for what takes long holds no other).
-- Outcomes: ok (counts, what is dropped, and what happens to each row: the first 1,000 without the unchanged, of a dry run the first 5,000), too_many.
DROP FUNCTION IF EXISTS directory.people_import(bytea, bytea, bigint, bigint, text, jsonb, bigint, jsonb, boolean); -- it had no `dropped`
CREATE OR REPLACE FUNCTION directory.people_import(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	origin jsonb, owner bigint, items jsonb, dry_run boolean, dropped jsonb DEFAULT '{}')
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT bigint := directory.contacts_most(owner);
	shown CONSTANT bigint := CASE WHEN dry_run THEN 5000 ELSE 1000 END;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	plan jsonb;
	counts jsonb;
	answer ops.answer;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	PERFORM pg_advisory_xact_lock(directory.contacts_key(tenant, owner));
	SELECT COALESCE(jsonb_agg(to_jsonb(p) ORDER BY p.n), '[]') INTO plan
	FROM (SELECT array_agg(f.id ORDER BY f.n) AS ids, array_agg(f.alike ORDER BY f.n) AS alikes FROM directory.people_found(tenant, owner, items) AS f) AS f
	CROSS JOIN LATERAL directory.people_plan(tenant, owner, directory.people_together(items, f.ids, f.alikes), owner IS NULL) AS p;
	counts := (SELECT jsonb_object_agg(a.action, (SELECT count(*) FROM jsonb_array_elements(plan) AS p WHERE p.value ->> 'action' = a.action))
		FROM unnest('{added,changed,unchanged,skipped}'::text[]) AS a (action));
	IF (SELECT count(*) FROM directory.people_held(tenant, owner)) + (counts ->> 'added')::bigint > most THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'too_many', NULL));
	END IF;
	IF NOT dry_run THEN
		plan := directory.people_ids(owner, plan);
		PERFORM directory.people_store(tenant, owner, plan);
		IF owner IS NULL THEN
			PERFORM ops.audit_add(tenant, actor, actor_role, 'external_contact_import', 8, tenant, origin || counts);
		END IF;
	END IF;
	answer := ops.answer(mark, 'ok', counts || jsonb_build_object('dry_run', dry_run, 'dropped', (
		SELECT COALESCE(jsonb_agg(jsonb_build_object('name', d.key, 'count', d.value) ORDER BY d.key), '[]') FROM jsonb_each(dropped) AS d), 'items', COALESCE((
		SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('line', i.value -> 'line', 'action', i.value -> 'action', 'id', i.value ->> 'id',
			'name', i.value #> '{after,name}', 'problem', i.value -> 'problem', 'left_out', i.value -> 'left_out', 'possible_duplicate_of', NULLIF(i.value -> 'may_be', 'null') - 'n',
			'changes', CASE WHEN i.value ->> 'action' = 'changed' THEN (
				SELECT jsonb_object_agg(b.key, jsonb_build_object('before', b.value, 'after', i.value -> 'after' -> b.key))
				FROM jsonb_each((i.value -> 'before') - 'known_by') AS b WHERE b.value <> i.value -> 'after' -> b.key) END)) ORDER BY (i.value ->> 'n')::bigint)
		FROM (SELECT p.value FROM jsonb_array_elements(plan) AS p WHERE dry_run OR p.value ->> 'action' <> 'unchanged'
			ORDER BY (p.value ->> 'n')::bigint LIMIT shown) AS i), '[]')));
	RETURN CASE WHEN dry_run THEN answer ELSE ops.command_store(tenant, command, fingerprint, answer) END;
END $$;
