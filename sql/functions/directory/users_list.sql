-- users_list: users by id, as the API shows them, each with the cursor behind it.
CREATE OR REPLACE FUNCTION directory.users_list(tenant bigint, after bigint, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('id', u.id::text, 'username', u.username, 'name', u.name, 'role', u.role,
		'has_seat', u.has_seat, 'has_work', u.has_work, 'chat_limit', u.chat_limit, 'offer_ms', u.offer_ms,
		'may_reject', u.may_reject, 'disabled', u.disabled, 'version', u.version::text,
		'group', CASE WHEN g.id IS NOT NULL THEN jsonb_build_object('id', g.id::text, 'name', g.name) END), u.id::text
	FROM directory.app_user AS u
	LEFT JOIN directory.agent_group AS g ON g.tenant = u.tenant AND g.id = u.group_id
	WHERE u.tenant = users_list.tenant AND u.id > COALESCE(after, 0)
	ORDER BY u.id
	LIMIT limit_
$$;
