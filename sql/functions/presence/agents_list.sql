-- agents_list: the agent roster as frames by id (40-messaging, "Who sees whom"): one's own group and
-- its supervisors; for a supervisor, an administrator or a machine every agent. `supervised`: the
-- actor may set this agent's status. Why a status was set is told as reason_shown says, an emergency as emergency_shown does. Each row with the
-- cursor behind it.
CREATE OR REPLACE FUNCTION presence.agents_list(tenant bigint, actor bigint, actor_role text, after bigint, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH mine AS (
		SELECT u.group_id FROM directory.app_user AS u WHERE u.tenant = agents_list.tenant AND u.id = agents_list.actor
	), page AS (
		SELECT u.id
		FROM directory.app_user AS u
		WHERE u.tenant = agents_list.tenant AND u.has_seat AND NOT u.disabled AND u.id > COALESCE(after, 0)
			AND (actor_role <> 'agent'
				OR u.id = actor
				OR u.group_id = (SELECT m.group_id FROM mine AS m)
				OR EXISTS (
					SELECT FROM directory.supervision AS s
					WHERE s.tenant = u.tenant AND s.supervisor = u.id AND s.group_id = (SELECT m.group_id FROM mine AS m)))
		ORDER BY u.id
		LIMIT limit_
	)
	SELECT presence.emergency_shown(jsonb_set(f.frame, '{state,reason}', presence.reason_shown(f.frame -> 'state', actor, actor_role, p.id)),
			tenant, actor, p.id)
		|| jsonb_build_object('supervised', directory.supervises(tenant, actor, actor_role, p.id)), p.id::text
	FROM page AS p
	CROSS JOIN LATERAL ops.frame(1, tenant, p.id) AS f (frame)
	ORDER BY p.id
$$;
