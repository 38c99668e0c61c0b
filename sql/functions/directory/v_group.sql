-- v_group: agent groups, for other owners.
CREATE OR REPLACE VIEW directory.v_group AS
SELECT g.tenant, g.id, g.name, g.version, g.monitor_agent_chats, g.monitor_customer_chats FROM directory.agent_group AS g;
