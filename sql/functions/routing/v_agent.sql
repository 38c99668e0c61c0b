-- v_agent: what other owners may read of an agent's gate.
CREATE OR REPLACE VIEW routing.v_agent AS
SELECT a.tenant, a.agent, a.chosen, a.stop_new, a.lease, a.lock_ends_at, a.chat_load, a.chat_limit,
	a.chat_count, a.chat_count_limit, a.idle_since, a.version, a.blending, a.held_until, a.voice_count
FROM routing.agent AS a;
