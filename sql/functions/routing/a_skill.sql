-- a_skill: skills as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW routing.a_skill AS
SELECT s.tenant, s.id, s.name, s.version FROM routing.skill AS s;
COMMENT ON VIEW routing.a_skill IS 'routing.skill';
