-- a_audit_seen: administrators read all of the audit log; a supervisor what they did themselves, what those whom they supervise
-- did, what was done to these, and to interactions that they may read.
CREATE OR REPLACE FUNCTION directory.a_audit_seen(tenant bigint, actor bigint, actor_role text, line directory.a_audit)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN actor_role IN ('administrator', 'integrator') OR (actor_role = 'supervisor' AND (line.actor_id = actor
		OR directory.supervises(tenant, actor, actor_role, line.actor_id)
		OR ((line.kind = 'agent' OR line.resource = 'user') AND directory.supervises(tenant, actor, actor_role, line.key))
		OR (line.kind = 'interaction' AND routing.interaction_may_read(tenant, line.key, actor, actor_role))));
END $$;
