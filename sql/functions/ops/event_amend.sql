-- event_amend: adds to what the public events of an entity's version keep, of those that this batch has emitted; nothing where there is
-- none. Used where an owner changes its part of a state after the event of the whole was emitted.
CREATE OR REPLACE FUNCTION ops.event_amend(tenant bigint, kind integer, key bigint, version bigint, state jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE ops.event AS e SET state = COALESCE(e.state, '{}') || event_amend.state
	WHERE e.at = ops.batch_at_known() AND e.xid = pg_current_xact_id_if_assigned() AND e.tenant = event_amend.tenant
		AND e.kind = event_amend.kind AND e.key = event_amend.key AND e.version = event_amend.version AND e.type IS NOT NULL;
END $$;
