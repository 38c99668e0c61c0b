-- audit_add: one line of the audit log: who did what to which thing. `detail` holds ids and states.
CREATE OR REPLACE FUNCTION ops.audit_add(tenant bigint, actor bigint, actor_role text, action text, kind integer,
	key bigint, detail jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO ops.audit (at, id, tenant, actor, actor_role, action, kind, key, detail)
	VALUES (ops.batch_at(), nextval('ops.audit_id'), tenant, actor, actor_role, action, kind, key,
		COALESCE(detail, '{}'));
END $$;
