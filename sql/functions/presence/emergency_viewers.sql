-- emergency_viewers: who else may see an agent's emergency calls, and is told of them: whoever leads their group; where nobody does, or they have no
-- group, every supervisor; and administrators. Only those who have a seat: others have no page to see it on. leads: whoever leads their group.
CREATE OR REPLACE FUNCTION presence.emergency_viewers(tenant bigint, agent bigint)
RETURNS TABLE (viewer bigint, leads boolean)
LANGUAGE sql STABLE ROWS 10
AS $$
	WITH supervisors AS (
		SELECT l.id, l.role, EXISTS (SELECT FROM directory.supervision AS s JOIN directory.app_user AS u ON u.tenant = s.tenant AND u.group_id = s.group_id
			WHERE s.tenant = l.tenant AND s.supervisor = l.id AND u.tenant = $1 AND u.id = $2) AS leads
		FROM directory.app_user AS l
		WHERE l.tenant = $1 AND l.role IN ('supervisor', 'administrator') AND l.has_seat AND NOT l.disabled AND l.id <> $2
	)
	SELECT l.id, l.leads FROM supervisors AS l
	WHERE l.leads OR l.role = 'administrator' OR NOT EXISTS (SELECT FROM supervisors AS o WHERE o.leads)
$$;
