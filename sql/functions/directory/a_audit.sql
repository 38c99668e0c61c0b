-- a_audit: the audit log as the API shows it: list only (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_audit AS
SELECT a.tenant, a.id, a.at, a.actor AS actor_id, a.actor_role, a.action, ops.kind_name(a.kind) AS kind, a.key, a.detail,
	a.detail ->> 'resource' AS resource
FROM ops.audit AS a;
COMMENT ON VIEW directory.a_audit IS 'ops.audit';
