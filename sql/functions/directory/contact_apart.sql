-- contact_apart: removes a contact's mark of a possible duplicate, at a person's request.
-- Keys: contacts (external: config), command. Outcomes: ok (body: personal_contact_json), not_found.
CREATE OR REPLACE FUNCTION directory.contact_apart(command bytea, fingerprint bytea, tenant bigint, owner bigint, actor bigint, actor_role text,
	origin jsonb, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	held jsonb;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(directory.contacts_key(tenant, owner));
	END IF;
	held := directory.contact_state(tenant, owner, id);
	IF held IS NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	PERFORM directory.mark_duplicates(tenant, owner, ARRAY[id], NULL);
	IF owner IS NULL AND held ->> 'possible_duplicate_of' IS NOT NULL THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'external_contact_keep_apart', 8, id, origin || jsonb_build_object('other', held ->> 'possible_duplicate_of'));
	END IF;
	RETURN directory.contact_answer(tenant, command, fingerprint, mark, owner, id);
END $$;
