-- contact_choice_set: texts of numbers that are in none of the contacts are blocked, or not (CT-12).
-- Keys: contacts, command. Outcomes: ok (body: contact_choice_get).
CREATE OR REPLACE FUNCTION directory.contact_choice_set(command bytea, fingerprint bytea, tenant bigint, owner bigint, block_unknown_senders boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	INSERT INTO directory.contact_choice (tenant, owner, block_unknown_senders) VALUES (tenant, owner, contact_choice_set.block_unknown_senders)
	ON CONFLICT ON CONSTRAINT contact_choice_pkey DO UPDATE SET block_unknown_senders = excluded.block_unknown_senders;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', directory.contact_choice_get(tenant, owner)));
END $$;
