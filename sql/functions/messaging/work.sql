-- work: the snapshot of a Work page: one call, one snapshot of the database (rule 5).
-- `live`: whether chatd's own follower is: else the stream lags behind this snapshot. Read.
CREATE OR REPLACE FUNCTION messaging.work(tenant bigint, user_id bigint, live boolean)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	u directory.v_user;
	t directory.v_tenant;
BEGIN
	SELECT * INTO u FROM directory.v_user AS r WHERE r.tenant = work.tenant AND r.id = work.user_id;
	IF NOT FOUND OR NOT u.has_work THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	END IF;
	SELECT * INTO t FROM directory.v_tenant AS o WHERE o.id = work.tenant;
	RETURN ROW ('ok', jsonb_build_object('at', ops.rfc3339(clock), 'live', live,
		'user', jsonb_build_object('id', u.id::text, 'name', u.name, 'username', u.username,
			'image', (SELECT v.version::text FROM messaging.v_avatar AS v WHERE v.tenant = u.tenant AND v.user_id = u.id)),
		'status', presence.work_get(tenant, user_id),
		'front_desk', ops.frame(19, tenant, user_id),
		'mode', t.mode,
		'fax', t.fax OR sms.fax_held(tenant, user_id),
		'texts', (SELECT jsonb_build_object('number', CASE WHEN NOT k.disabled THEN k.number END) FROM directory.v_any_channel AS k
			WHERE k.tenant = work.tenant AND k.user_id = u.id)), NULL, NULL)::ops.answer;
END $$;
