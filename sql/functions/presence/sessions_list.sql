-- sessions_list: a user's sessions that are open, newest first; `own` marks the one that asks. One
-- row of nothing: there is no such user. Read.
CREATE OR REPLACE FUNCTION presence.sessions_list(tenant bigint, user_id bigint, own bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	IF NOT EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = sessions_list.tenant AND u.id = sessions_list.user_id) THEN
		RETURN QUERY SELECT NULL::jsonb, NULL::text;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT jsonb_build_object('id', s.id::text, 'app', s.app, 'opened_at', ops.rfc3339(s.opened_at),
		'expires_at', ops.rfc3339(s.expires_at), 'source', s.source, 'device', s.device, 'own', s.id IS NOT DISTINCT FROM own), s.id::text
	FROM presence.session AS s
	WHERE s.tenant = sessions_list.tenant AND s.user_id = sessions_list.user_id AND s.revoked_at IS NULL
		AND s.expires_at > at_now AND (after IS NULL OR s.id < after::bigint)
	ORDER BY s.id DESC LIMIT least(limit_, 501);
END $$;
