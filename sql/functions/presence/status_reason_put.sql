-- status_reason_put: another reason for the status that an agent has, with its line of history: since when, and until when, stay. The caller
-- tells the gate. Keys: agent.
CREATE OR REPLACE FUNCTION presence.status_reason_put(tenant bigint, agent bigint, set_by text, set_by_user bigint, reason text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	a presence.agent_status;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	UPDATE presence.agent_status AS r
	SET set_by = status_reason_put.set_by, set_by_user = status_reason_put.set_by_user, reason = status_reason_put.reason, version = r.version + 1
	WHERE r.tenant = status_reason_put.tenant AND r.agent = status_reason_put.agent
	RETURNING r.* INTO a;
	INSERT INTO presence.status_change (tenant, agent, at, former, former_stop_new, chosen, stop_new, code, set_by, set_by_user, reason)
	VALUES (a.tenant, a.agent, presence.status_change_at(a), a.chosen, a.stop_new, a.chosen, a.stop_new, a.code, a.set_by, a.set_by_user, a.reason);
END $$;
