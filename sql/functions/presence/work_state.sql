-- work_state: the one shape of the thing "work" (kind 15): a Work user's own status as they chose it, for their
-- own Work pages alone. One whose `until` has passed is what follows it: available.
CREATE OR REPLACE FUNCTION presence.work_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	s presence.work_status;
	chosen boolean;
	thing ops.thing;
BEGIN
	IF NOT EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = $1 AND u.id = $2 AND u.has_work AND NOT u.disabled) THEN
		RETURN NULL;
	END IF;
	SELECT * INTO s FROM presence.work_status AS r WHERE r.tenant = $1 AND r.user_id = $2;
	chosen := FOUND AND (s.until IS NULL OR s.until > ops.clock());
	thing.version := COALESCE(s.version, 0);
	thing.audience := ARRAY[-key];
	thing.state := jsonb_build_object('user', key::text, 'status', CASE WHEN chosen THEN s.status ELSE 'available' END,
		'message', CASE WHEN chosen THEN s.message END, 'until', CASE WHEN chosen THEN ops.rfc3339(s.until) END,
		'since', ops.rfc3339(CASE WHEN chosen THEN s.since ELSE COALESCE(s.until, s.since) END));
	RETURN thing;
END $$;
