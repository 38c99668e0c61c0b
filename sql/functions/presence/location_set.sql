-- location_set: an agent says where they are: at one of their places, null: at their site (EM-11). It holds until their next login, until the
-- network changes and, at their site, until they belong to another one. Keys: agent, command. Outcomes: ok (body: location_get), unknown_reference (no such place, or no site).
CREATE OR REPLACE FUNCTION presence.location_set(command bytea, fingerprint bytea, tenant bigint, user_id bigint, session bigint, network text,
	place bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	near CONSTANT text := left(network, 64);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	IF NOT EXISTS (SELECT FROM directory.app_user AS u
		LEFT JOIN presence.place AS p ON p.tenant = u.tenant AND p.user_id = u.id AND p.id = location_set.place
		WHERE u.tenant = location_set.tenant AND u.id = location_set.user_id
			AND CASE WHEN location_set.place IS NULL THEN u.site_id IS NOT NULL ELSE p.id IS NOT NULL END) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'unknown_reference', ops.wrong_field('place',
			CASE WHEN place IS NULL THEN 'You belong to no site: your administrator says where you work.' ELSE 'There is no such place.' END)));
	END IF;
	INSERT INTO presence.location AS l (tenant, user_id, place, site, confirmed, session, network, at)
	SELECT u.tenant, u.id, location_set.place, CASE WHEN location_set.place IS NULL THEN u.site_id END, true, location_set.session, near, ops.clock()
	FROM directory.app_user AS u WHERE u.tenant = location_set.tenant AND u.id = location_set.user_id
	ON CONFLICT ON CONSTRAINT location_pkey DO UPDATE SET place = EXCLUDED.place, site = EXCLUDED.site, confirmed = true, session = EXCLUDED.session,
		network = near, at = EXCLUDED.at, version = l.version + 1;
	UPDATE presence.place AS p SET network = near
	WHERE p.tenant = location_set.tenant AND p.user_id = location_set.user_id AND p.id = location_set.place;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', presence.location_get(tenant, user_id, near)));
END $$;
