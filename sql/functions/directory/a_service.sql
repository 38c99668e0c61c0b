-- a_service: auto attendants, call groups and call queues as entries of the directory, as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_service AS
SELECT s.tenant, s.id, s.kind, s.name, s.site_id, s.department, s.extension, s.numbers, s.version FROM directory.service AS s;
COMMENT ON VIEW directory.a_service IS 'directory.service';
COMMENT ON COLUMN directory.a_service.numbers IS 'refers to nothing';
