-- look_problem: why somebody can't look at a conversation; null: they can. An agent chat: while it goes on, who supervises one of the two, where
-- monitoring is on; what has ended as chat_access says. A customer chat: who leads it. All but what transcripts.audit opens needs chats_monitor.
CREATE OR REPLACE FUNCTION messaging.look_problem(c messaging.conversation, actor bigint, actor_role text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	access CONSTANT text := messaging.chat_access(c, actor, actor_role);
BEGIN
	IF c.kind = 'agent' THEN
		RETURN CASE
			WHEN access = 'transcripts.audit' THEN NULL
			WHEN access IS NULL AND NOT messaging.chat_supervised(c, actor, actor_role) THEN 'not_found'
			WHEN access IS NULL AND (NOT messaging.is_current(c) OR messaging.is_monitored(c) IS NOT TRUE) THEN 'monitoring_off'
			WHEN NOT directory.may(c.tenant, actor, 'chats_monitor') THEN 'forbidden' END;
	ELSIF c.id IS NULL OR c.owner IS NOT NULL OR messaging.is_internal(c.kind) THEN
		RETURN 'not_found';
	END IF;
	RETURN CASE
		WHEN NOT routing.interaction_may_read(c.tenant, c.interaction, actor, actor_role)
			OR routing.interaction_read_until(c.tenant, c.interaction, actor, actor_role) IS DISTINCT FROM 'infinity' THEN 'not_found'
		WHEN c.state = 'open' AND NOT COALESCE(messaging.is_monitored(c), false) THEN 'monitoring_off'
		WHEN NOT directory.may(c.tenant, actor, 'chats_monitor') THEN 'forbidden' END;
END $$;
