-- a_agent_skill: who holds which skill, as the API has it (ops.resource_view).
CREATE OR REPLACE VIEW routing.a_agent_skill AS
SELECT s.tenant, s.id, s.agent AS agent_id, s.skill AS skill_id, s.level, s.version FROM routing.agent_skill AS s;
COMMENT ON VIEW routing.a_agent_skill IS 'routing.agent_skill';
