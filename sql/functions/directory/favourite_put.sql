-- favourite_put: a contact becomes one's favourite, or moves: to the place of `before`, which follows it then, or to the end
-- (null). Two at once are one after the other, and each finds the other's: no version is needed (CT-7).
-- Keys: contacts, command. Outcomes: ok (body: favourites_get), not_found, too_many, unknown_reference.
CREATE OR REPLACE FUNCTION directory.favourite_put(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text,
	kind text, ref bigint, before_kind text, before_ref bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT integer := directory.favourites_most();
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	there integer;
	place integer;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('contacts', tenant, owner::text));
	END IF;
	IF NOT directory.contact_seen(tenant, owner, directory.contact_sides(tenant, side), kind, ref) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	SELECT count(*), max(f.position) + 1 INTO there, place FROM directory.favourite AS f WHERE f.tenant = favourite_put.tenant AND f.owner = favourite_put.owner
		AND (f.kind, f.ref) <> (favourite_put.kind, favourite_put.ref);
	IF there >= most THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'too_many', NULL));
	END IF;
	IF before_ref IS NOT NULL AND (before_kind, before_ref) IS DISTINCT FROM (kind, ref) THEN
		SELECT f.position INTO place FROM directory.favourite AS f WHERE f.tenant = favourite_put.tenant AND f.owner = favourite_put.owner
			AND f.kind = before_kind AND f.ref = before_ref;
		IF NOT FOUND THEN
			RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'unknown_reference', ops.wrong_field('before', 'Is none of your favourites.')));
		END IF;
		UPDATE directory.favourite AS f SET position = f.position + 1
		WHERE f.tenant = favourite_put.tenant AND f.owner = favourite_put.owner AND f.position >= place;
	ELSIF before_ref IS NOT NULL THEN
		SELECT f.position INTO place FROM directory.favourite AS f WHERE f.tenant = favourite_put.tenant AND f.owner = favourite_put.owner
			AND f.kind = favourite_put.kind AND f.ref = favourite_put.ref; -- before itself: where it is
	END IF;
	INSERT INTO directory.favourite AS f (tenant, owner, kind, ref, position) VALUES (tenant, owner, kind, ref, COALESCE(place, 1))
	ON CONFLICT ON CONSTRAINT favourite_pkey DO UPDATE SET position = excluded.position;
	PERFORM directory.favourites_touch(tenant, owner);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', directory.favourites_get(tenant, owner, side)));
END $$;
