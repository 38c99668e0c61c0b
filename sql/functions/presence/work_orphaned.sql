-- work_orphaned: live devices at a chatd instance that is not registered any more.
CREATE OR REPLACE FUNCTION presence.work_orphaned(limit_ integer)
RETURNS TABLE (tenant bigint, session bigint, user_id bigint, boot bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT d.tenant, d.session, d.user_id, d.boot FROM presence.work_stream AS d
	WHERE d.gone_at IS NULL AND NOT EXISTS (SELECT FROM ops.instance_list() AS i WHERE i.boot = d.boot)
	ORDER BY d.tenant, d.session
	LIMIT limit_
$$;
