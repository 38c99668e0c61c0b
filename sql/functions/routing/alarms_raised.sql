-- alarms_raised: alarms that were raised, newest first, after the cursor; `open`: only those not cleared. A supervisor sees
-- those of queues they lead. Rows: the alarm, and its cursor. Read.
CREATE OR REPLACE FUNCTION routing.alarms_raised(tenant bigint, actor bigint, actor_role text, open boolean, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	led CONSTANT bigint[] := routing.led_queues(tenant, actor, actor_role);
BEGIN
	RETURN QUERY SELECT routing.alarm_json(r), r.id::text FROM routing.alarm_raised AS r
	WHERE r.tenant = alarms_raised.tenant AND (led IS NULL OR r.queue = ANY (led)) AND (NOT COALESCE(open, false) OR r.cleared_at IS NULL)
		AND (after IS NULL OR r.id < after::bigint)
	ORDER BY r.id DESC LIMIT least(limit_, 501);
END $$;
