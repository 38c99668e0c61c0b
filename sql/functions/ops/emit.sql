-- emit: one event: this thing has now this version. Called under the thing's key.
-- `kind` is the number in common/bus/messages.def.
-- Hot: batch_at_known is inlined here, batch_at would be a call.
CREATE OR REPLACE FUNCTION ops.emit(tenant bigint, kind integer, key bigint, version bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO ops.event (at, xid, id, tenant, kind, key, version)
	VALUES (COALESCE(ops.batch_at_known(), ops.batch_at()), pg_current_xact_id(), nextval('ops.event_id'), tenant,
		kind, key, version);
END $$;
