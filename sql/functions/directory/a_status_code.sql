-- a_status_code: the reasons of statuses as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_status_code AS
SELECT c.tenant, c.id, c.status, c.name, c.disabled, c.version FROM directory.status_code AS c;
COMMENT ON VIEW directory.a_status_code IS 'directory.status_code';
