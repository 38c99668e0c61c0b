-- v_group: agent groups, for other owners.
CREATE OR REPLACE VIEW directory.v_group AS
SELECT g.tenant, g.id, g.name, g.version FROM directory.agent_group AS g;
