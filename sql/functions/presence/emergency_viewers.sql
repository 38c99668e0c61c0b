-- emergency_viewers: who else may see an agent's emergency calls, and is told of them: whoever leads their group; where nobody does, or they have no
-- group, every supervisor; and administrators. Only who has a seat: others have no page to see it on.
CREATE OR REPLACE FUNCTION presence.emergency_viewers(tenant bigint, agent bigint)
RETURNS TABLE (viewer bigint)
LANGUAGE sql STABLE ROWS 10
AS $$
	WITH heads AS (
		SELECT l.id, l.role, EXISTS (SELECT FROM directory.supervision AS s JOIN directory.app_user AS u ON u.tenant = s.tenant AND u.group_id = s.group_id
			WHERE s.tenant = l.tenant AND s.supervisor = l.id AND u.id = $2) AS leads
		FROM directory.app_user AS l
		WHERE l.tenant = $1 AND l.role IN ('supervisor', 'administrator') AND l.has_seat AND NOT l.disabled AND l.id <> $2
	)
	SELECT l.id FROM heads AS l
	WHERE l.leads OR l.role = 'administrator' OR NOT EXISTS (SELECT FROM heads AS o WHERE o.leads)
$$;
