-- forwarding_set: a user says so for themselves: judged, audited and told as an administrator's change of it is.
-- Keys: config, agent, command. Outcomes: ok, not_found, invalid.
CREATE OR REPLACE FUNCTION directory.forwarding_set(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	origin jsonb, delay_s integer, then_ text, number text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	answer ops.answer;
	version_now bigint;
BEGIN
	SELECT u.version INTO version_now FROM directory.app_user AS u
	WHERE u.tenant = forwarding_set.tenant AND u.id = actor AND u.has_work FOR UPDATE;
	answer := ops.resource_write('directory', 'user', command, fingerprint, tenant, actor, actor_role, origin, 'update', actor, version_now,
		jsonb_build_object('forward_delay_s', delay_s, 'forward_then', then_, 'forward_number', number), NULL, false);
	IF answer.outcome = 'ok' THEN
		answer.body := directory.forwarding_get(tenant, actor);
	END IF;
	RETURN answer;
END $$;
