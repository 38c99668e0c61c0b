-- work_of_boot: at most `limit_` live devices at one chatd instance; of a dead one presenced calls each stale.
CREATE OR REPLACE FUNCTION presence.work_of_boot(boot bigint, limit_ integer)
RETURNS TABLE (tenant bigint, session bigint, user_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT d.tenant, d.session, d.user_id FROM presence.work_stream AS d
	WHERE d.boot = work_of_boot.boot AND d.gone_at IS NULL
	ORDER BY d.tenant, d.session
	LIMIT limit_
$$;
