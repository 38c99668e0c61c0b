-- favourite_remove: a contact is one's favourite no more. Keys: contacts, command. Outcomes: ok (body: favourites_get), not_found.
CREATE OR REPLACE FUNCTION directory.favourite_remove(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text, kind text, ref bigint)
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
	DELETE FROM directory.favourite AS f WHERE f.tenant = favourite_remove.tenant AND f.owner = favourite_remove.owner
		AND f.kind = favourite_remove.kind AND f.ref = favourite_remove.ref;
	IF NOT FOUND THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	PERFORM directory.favourites_touch(tenant, owner);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', directory.favourites_get(tenant, owner, side)));
END $$;
