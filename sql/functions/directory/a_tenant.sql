-- a_tenant: an organisation's own settings as the API has them (ops.resource_view). A tenant sees itself alone.
CREATE OR REPLACE VIEW directory.a_tenant AS
SELECT t.id AS tenant, t.id, t.name, t.time_zone, t.password_min, t.transcript_days, t.attempt_days, t.audit_days,
	t.version
FROM directory.tenant AS t;
COMMENT ON VIEW directory.a_tenant IS 'directory.tenant';
