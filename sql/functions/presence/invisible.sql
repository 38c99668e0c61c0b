-- invisible: whether a Work user has chosen to be seen as offline, now: then nothing that they do may tell otherwise.
CREATE OR REPLACE FUNCTION presence.invisible(tenant bigint, user_id bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM presence.work_status AS s WHERE s.tenant = invisible.tenant AND s.user_id = invisible.user_id
		AND s.status = 'invisible' AND (s.until IS NULL OR s.until > ops.clock()));
END $$;
