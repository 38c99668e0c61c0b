-- location_look: an agent's page has begun, or believes that the network has changed (`moved`). What was confirmed in another session, or from
-- another address, is confirmed no more (EM-11). Keys: agent, command. Outcomes: ok, unchanged (body: location_get), not_found.
CREATE OR REPLACE FUNCTION presence.location_look(command bytea, fingerprint bytea, tenant bigint, user_id bigint, session bigint, network text,
	moved boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	near CONSTANT text := left(network, 64);
	changed boolean;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	INSERT INTO presence.location AS l (tenant, user_id, session, network, at)
	SELECT u.tenant, u.id, location_look.session, near, ops.clock() FROM directory.app_user AS u
	WHERE u.tenant = location_look.tenant AND u.id = location_look.user_id AND u.has_seat
	ON CONFLICT ON CONSTRAINT location_pkey DO UPDATE SET confirmed = false, session = EXCLUDED.session, network = near, at = EXCLUDED.at,
		version = l.version + 1
		WHERE (l.session, l.network) IS DISTINCT FROM (EXCLUDED.session, near) OR location_look.moved AND l.confirmed;
	changed := FOUND;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN changed THEN 'ok' ELSE 'unchanged' END,
		presence.location_get(tenant, user_id, near)));
END $$;
