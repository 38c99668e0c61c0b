-- status_put: writes a chosen status and its line of history, with who, why and when; times rise.
-- The caller tells the gate. Keys: agent.
CREATE OR REPLACE FUNCTION presence.status_put(tenant bigint, agent bigint, status text, stop_new boolean, code bigint,
	set_by text, set_by_user bigint, reason text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	former presence.agent_status := presence.agent_row(tenant, agent);
	at_now timestamptz := presence.status_change_at(former);
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	UPDATE presence.agent_status AS a
	SET chosen = status_put.status, stop_new = status_put.stop_new, code = status_put.code, since = at_now,
		set_by = status_put.set_by, set_by_user = status_put.set_by_user, reason = COALESCE(status_put.reason, ''),
		until = NULL, version = a.version + 1
	WHERE a.tenant = status_put.tenant AND a.agent = status_put.agent;
	INSERT INTO presence.status_change (tenant, agent, at, former, former_stop_new, chosen, stop_new, code, set_by,
		set_by_user, reason)
	VALUES (tenant, agent, at_now, former.chosen, former.stop_new, status, stop_new, code, set_by, set_by_user, reason);
END $$;
