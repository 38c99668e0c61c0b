-- block_remove: a number is blocked no more. Keys: contacts, command. Outcomes: ok, not_found.
CREATE OR REPLACE FUNCTION directory.block_remove(command bytea, fingerprint bytea, tenant bigint, owner bigint, list text, number text)
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
	DELETE FROM directory.blocked_party AS b WHERE b.tenant = block_remove.tenant AND b.owner = block_remove.owner
		AND b.list = block_remove.list AND b.number = block_remove.number;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN FOUND THEN 'ok' ELSE 'not_found' END, NULL));
END $$;
