-- agents_seen: the agents of whom sees_agent says that somebody has them on their roster, oneself among them: led by the group's index, so
-- that a roster of twenty among ten thousand costs twenty.
CREATE OR REPLACE FUNCTION directory.agents_seen(tenant bigint, actor bigint, actor_role text)
RETURNS TABLE (agent bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	own_group bigint := (SELECT u.group_id FROM directory.app_user AS u WHERE u.tenant = agents_seen.tenant AND u.id = actor);
BEGIN
	RETURN QUERY
	SELECT u.id FROM directory.app_user AS u
	WHERE actor_role <> 'agent' AND u.tenant = agents_seen.tenant AND u.has_seat AND NOT u.disabled
	UNION ALL
	SELECT u.id FROM directory.app_user AS u
	WHERE actor_role = 'agent' AND u.tenant = agents_seen.tenant AND u.has_seat AND NOT u.disabled AND u.id IN (
		SELECT actor
		UNION SELECT g.id FROM directory.app_user AS g WHERE g.tenant = agents_seen.tenant AND g.group_id = own_group
		UNION SELECT s.supervisor FROM directory.supervision AS s WHERE s.tenant = agents_seen.tenant AND s.group_id = own_group);
END $$;
