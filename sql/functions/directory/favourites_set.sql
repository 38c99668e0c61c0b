-- favourites_set: the whole order of one's favourites at once, by the version that was read (If-Match). Those that one does
-- not see now (a tenant's mode has changed) stay behind the others. `contacts`: [{"kind", "ref"}].
-- Keys: contacts, command. Outcomes: ok (body: favourites_get), stale_version, unknown_reference, invalid.
CREATE OR REPLACE FUNCTION directory.favourites_set(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text,
	version bigint, contacts jsonb)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	sides_ CONSTANT smallint := directory.contact_sides(tenant, side);
	now_ jsonb;
	bad integer;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	now_ := directory.favourites_get(tenant, owner, side);
	IF (now_ ->> 'version')::bigint <> favourites_set.version THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'stale_version', jsonb_build_object('state', now_)));
	END IF;
	SELECT c.ordinality - 1 INTO bad FROM jsonb_array_elements(contacts) WITH ORDINALITY AS c
	WHERE NOT directory.contact_seen(tenant, owner, sides_, c.value ->> 'kind', (c.value ->> 'ref')::bigint) ORDER BY 1 LIMIT 1;
	IF FOUND THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'unknown_reference',
			ops.wrong_field('contacts/' || bad, 'There is no such contact.')));
	END IF;
	DELETE FROM directory.favourite AS f WHERE f.tenant = favourites_set.tenant AND f.owner = favourites_set.owner
		AND now_ -> 'contacts' ? (f.kind || ':' || f.ref)
		AND (f.kind, f.ref) NOT IN (SELECT c.value ->> 'kind', (c.value ->> 'ref')::bigint FROM jsonb_array_elements(contacts) AS c);
	UPDATE directory.favourite AS f SET position = f.position + jsonb_array_length(contacts)
	WHERE f.tenant = favourites_set.tenant AND f.owner = favourites_set.owner;
	INSERT INTO directory.favourite (tenant, owner, kind, ref, position)
	SELECT favourites_set.tenant, favourites_set.owner, c.value ->> 'kind', (c.value ->> 'ref')::bigint, min(c.ordinality)
	FROM jsonb_array_elements(contacts) WITH ORDINALITY AS c GROUP BY 3, 4
	ON CONFLICT ON CONSTRAINT favourite_pkey DO UPDATE SET position = excluded.position; -- keeps `merge`
	PERFORM directory.favourites_touch(tenant, owner);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', directory.favourites_get(tenant, owner, side)));
END $$;
