-- audit_head_set: stores a chain's new end; nothing without a tenant. Only ops.audit_link calls it, under its lock.
CREATE OR REPLACE FUNCTION ops.audit_head_set(head ops.audit_head)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF head.tenant IS NOT NULL THEN
		INSERT INTO ops.audit_head AS h (tenant, head_id, head_hash) VALUES (head.tenant, head.head_id, head.head_hash)
		ON CONFLICT ON CONSTRAINT audit_head_pkey DO UPDATE SET head_id = EXCLUDED.head_id, head_hash = EXCLUDED.head_hash;
	END IF;
END $$;
