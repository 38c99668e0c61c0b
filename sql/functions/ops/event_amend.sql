-- event_amend: adds to what the newest public event of an entity keeps, of those that this batch has emitted; nothing where there is none.
-- For an owner whose part of a state changes after the event of the whole.
CREATE OR REPLACE FUNCTION ops.event_amend(tenant bigint, kind integer, key bigint, state jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE ops.event AS e SET state = COALESCE(e.state, '{}') || event_amend.state
	WHERE e.at = ops.batch_at_known() AND e.xid = pg_current_xact_id_if_assigned() AND e.id = (
		SELECT v.id FROM ops.event AS v WHERE v.at = ops.batch_at_known() AND v.xid = pg_current_xact_id_if_assigned()
			AND v.tenant = event_amend.tenant AND v.kind = event_amend.kind AND v.key = event_amend.key AND v.type IS NOT NULL
		ORDER BY v.id DESC LIMIT 1);
END $$;
