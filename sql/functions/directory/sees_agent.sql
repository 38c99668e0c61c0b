-- sees_agent: whether somebody has an agent on their roster (40-messaging, "Who sees whom"): one's own group and its
-- supervisors; a supervisor and an administrator every agent.
CREATE OR REPLACE FUNCTION directory.sees_agent(tenant bigint, actor bigint, actor_role text, agent bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM directory.app_user AS u
		LEFT JOIN directory.app_user AS me ON me.tenant = u.tenant AND me.id = sees_agent.actor
		WHERE u.tenant = sees_agent.tenant AND u.id = sees_agent.agent AND u.has_seat AND NOT u.disabled
			AND (actor_role <> 'agent' OR u.id = me.id OR u.group_id = me.group_id
				OR EXISTS (SELECT FROM directory.supervision AS s
					WHERE s.tenant = u.tenant AND s.supervisor = u.id AND s.group_id = me.group_id)));
END $$;
