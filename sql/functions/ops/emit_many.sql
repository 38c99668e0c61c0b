-- emit_many: ops.emit_public of many things of one kind, in one statement; type null: ops.emit.
CREATE OR REPLACE FUNCTION ops.emit_many(tenant bigint, kind integer, keys bigint[], versions bigint[], type text)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO ops.event (at, xid, id, tenant, kind, key, version, type)
	SELECT COALESCE(ops.batch_at_known(), ops.batch_at()), pg_current_xact_id(), nextval('ops.event_id'), emit_many.tenant,
		emit_many.kind, t.key, t.version, emit_many.type
	FROM unnest(keys, versions) AS t (key, version);
END $$;
