-- location_set_2: an agent says where they are: at one of their places, null: at their site (EM-11). It holds until their next login, until the
-- network changes and, at their site, until they belong to another one or its address is edited. words: the address as they saw it; null: they did not
-- say. Keys: agent, command. Outcomes: ok (body: location_get), unknown_reference (no such place, or no site), address_changed (they saw another one: an
-- administrator has moved them, or the address was edited meanwhile).
CREATE OR REPLACE FUNCTION presence.location_set_2(command bytea, fingerprint bytea, tenant bigint, user_id bigint, session bigint, network text,
	place bigint, words text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	near CONSTANT text := left(network, 64);
	said record;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	-- Read once: what is judged is what is stored, whatever an administrator commits meanwhile.
	SELECT u.id AS user_id, s.id AS site, CASE WHEN s.id IS NOT NULL THEN presence.site_address(s) END AS site_address,
		CASE WHEN s.id IS NOT NULL THEN directory.site_words(s) ELSE presence.place_json(p, near) ->> 'words' END AS words INTO said
	FROM directory.app_user AS u
	LEFT JOIN presence.place AS p ON p.tenant = u.tenant AND p.user_id = u.id AND p.id = location_set_2.place
	LEFT JOIN directory.site AS s ON s.tenant = u.tenant AND s.id = u.site_id AND location_set_2.place IS NULL
	WHERE u.tenant = location_set_2.tenant AND u.id = location_set_2.user_id AND COALESCE(p.id, s.id) IS NOT NULL;
	IF NOT FOUND THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'unknown_reference', ops.wrong_field('place',
			CASE WHEN place IS NULL THEN 'You belong to no site: your administrator says where you work.' ELSE 'There is no such place.' END)));
	ELSIF words IS NOT NULL AND words IS DISTINCT FROM said.words THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'address_changed', NULL));
	END IF;
	INSERT INTO presence.location AS l (tenant, user_id, place, site, site_address, confirmed, session, network, at)
	VALUES (tenant, said.user_id, place, said.site, said.site_address, true, session, near, ops.clock())
	ON CONFLICT ON CONSTRAINT location_pkey DO UPDATE SET place = EXCLUDED.place, site = EXCLUDED.site, site_address = EXCLUDED.site_address,
		confirmed = true, session = EXCLUDED.session, network = near, at = EXCLUDED.at, version = l.version + 1;
	UPDATE presence.place AS p SET network = near
	WHERE p.tenant = location_set_2.tenant AND p.user_id = location_set_2.user_id AND p.id = location_set_2.place;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', presence.location_get(tenant, user_id, near)));
END $$;
