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
BEGIN
	SELECT * INTO u FROM directory.v_user AS r WHERE r.tenant = work.tenant AND r.id = work.user_id;
	IF NOT FOUND OR NOT u.has_work THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	END IF;
	RETURN ROW ('ok', jsonb_build_object('at', ops.rfc3339(clock), 'live', live,
		'user', jsonb_build_object('id', u.id::text, 'name', u.name, 'username', u.username),
		'status', presence.work_get(tenant, user_id),
		'mode', (SELECT t.mode FROM directory.v_tenant AS t WHERE t.id = work.tenant)), NULL, NULL)::ops.answer;
END $$;
