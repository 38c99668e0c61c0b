-- work_devices: the devices on which a Work user is there now, as they alone see them: their sessions with an open page.
-- `own` marks the session that asks.
CREATE OR REPLACE FUNCTION presence.work_devices(tenant bigint, user_id bigint, own bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	RETURN (SELECT jsonb_build_object('data', COALESCE(jsonb_agg(jsonb_build_object('id', d.session::text, 'session', d.session::text, 'device', d.device,
			'idle', d.idle, 'since', ops.rfc3339(d.since), 'own', d.session = own) ORDER BY d.session), '[]'), 'next_cursor', NULL)
		FROM (SELECT w.session, s.device, bool_and(w.idle) AS idle, min(w.since) AS since
			FROM presence.work_stream AS w
			JOIN presence.session AS s ON s.tenant = w.tenant AND s.id = w.session
			WHERE w.tenant = work_devices.tenant AND w.user_id = work_devices.user_id
				AND (w.gone_at IS NULL OR w.gone_at > at_now) AND w.ends_at > at_now
			GROUP BY w.session, s.device) AS d);
END $$;
