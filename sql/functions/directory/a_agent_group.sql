-- a_agent_group: agent groups as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_agent_group AS
SELECT g.tenant, g.id, g.name, g.version, g.monitor_agent_chats, g.monitor_customer_chats, g.role_id FROM directory.agent_group AS g;
COMMENT ON VIEW directory.a_agent_group IS 'directory.agent_group';
