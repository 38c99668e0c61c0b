-- lease_apply: stores and tells the agent's lease if it has changed; answers whether. Does not log
-- out: lease_sweep does. Keys: agent.
CREATE OR REPLACE FUNCTION presence.lease_apply(tenant bigint, agent bigint, at_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	a presence.agent_status := presence.agent_row(tenant, agent);
	new_lease text := presence.lease_of(tenant, agent, at_now);
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	-- Who was logged out as gone stays so until the next login.
	IF a.lease = new_lease OR (a.lease = 'gone' AND new_lease = 'none') THEN
		RETURN false;
	END IF;
	UPDATE presence.agent_status AS x SET lease = new_lease, version = x.version + 1
	WHERE x.tenant = lease_apply.tenant AND x.agent = lease_apply.agent;
	PERFORM presence.gate_tell(tenant, agent);
	PERFORM presence.person_tell(tenant, agent);
	RETURN true;
END $$;
