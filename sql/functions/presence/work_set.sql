-- work_set: a Work user chooses their status (40-messaging). It changes no agent's status, and no agent's status
-- changes it. until: when it ends by itself, at most a year from now; null: never. Keys: agent (the user's id), command.
-- Outcomes: ok (body: the frame), not_found (no Work licence), invalid (until).
CREATE OR REPLACE FUNCTION presence.work_set(command bytea, fingerprint bytea, tenant bigint, user_id bigint, status text,
	message text, until timestamptz)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	at_now timestamptz;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, user_id::text));
	END IF;
	at_now := ops.clock();
	IF NOT EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = work_set.tenant AND u.id = work_set.user_id
		AND u.has_work AND NOT u.disabled) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	ELSIF until <= at_now OR until > at_now + interval '366 days' THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'invalid',
			ops.wrong_field('until', 'Must be a time to come, within a year.')));
	END IF;
	PERFORM presence.work_put(tenant, user_id, status, NULLIF(btrim(message), ''), until);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 15, tenant, user_id));
END $$;
