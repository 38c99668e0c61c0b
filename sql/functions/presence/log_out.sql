-- log_out: the agent is logged out: status, all workspace sessions, the gate; open chats go back
-- first in line (RT-13), agent chats end. `lease` is what it is said to be from now on: gone, or none.
-- Internal. Keys: agent.
CREATE OR REPLACE FUNCTION presence.log_out(tenant bigint, agent bigint, set_by text, set_by_user bigint, reason text,
	code bigint, return_reason text, lease text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	PERFORM presence.emergency_catch_up(tenant, agent, ops.clock());
	PERFORM presence.sessions_revoke(tenant, agent, NULL);
	PERFORM presence.status_put(tenant, agent, 'logged_out', false, code, set_by, set_by_user, reason);
	UPDATE presence.agent_status AS a SET lease = log_out.lease
	WHERE a.tenant = log_out.tenant AND a.agent = log_out.agent;
	PERFORM presence.emergency_step(tenant, agent, CASE WHEN set_by = 'rule' AND reason = 'session_expired' THEN 'session_end' ELSE 'logout' END,
		ops.clock(), NULL, set_by_user);
	-- The gate closes first, so that nothing that goes back can come to this agent again.
	PERFORM presence.gate_tell(tenant, agent);
	PERFORM routing.return_chats(tenant, agent, return_reason);
	PERFORM messaging.agent_chats_end(tenant, agent);
END $$;
