-- is_monitored: whether monitoring is on for a conversation (MS-1). An agent chat: by either party's group, else the tenant; on if
-- either side is on. A customer chat: by its queue, else its agent's group, else the tenant. Other kinds: never.
CREATE OR REPLACE FUNCTION messaging.is_monitored(c messaging.conversation)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	pair bigint[] := messaging.pair_of(c.number);
BEGIN
	IF c.kind = 'agent' AND messaging.verdict('monitor', 'agent', 'agent') = 'ok' THEN
		RETURN (SELECT bool_or(COALESCE(g.monitor_agent_chats, t.monitor_agent_chats)) FROM directory.v_user AS u
			JOIN directory.v_tenant AS t ON t.id = u.tenant
			LEFT JOIN directory.v_group AS g ON g.tenant = u.tenant AND g.id = u.group_id
			WHERE u.tenant = c.tenant AND u.id = ANY (pair));
	ELSIF messaging.is_internal(c.kind) THEN
		RETURN false;
	END IF;
	RETURN (SELECT COALESCE(q.monitor, g.monitor_customer_chats, t.monitor_customer_chats) FROM routing.v_interaction AS i
		JOIN directory.v_tenant AS t ON t.id = i.tenant
		LEFT JOIN routing.v_queue AS q ON q.tenant = i.tenant AND q.id = i.queue
		LEFT JOIN directory.v_user AS u ON u.tenant = i.tenant AND u.id = i.agent
		LEFT JOIN directory.v_group AS g ON g.tenant = u.tenant AND g.id = u.group_id
		WHERE i.tenant = c.tenant AND i.id = c.interaction);
END $$;
