-- leads_queue: whether someone leads a queue: an administrator each of the tenant, a supervisor one that an agent of
-- their groups is a member of.
CREATE OR REPLACE FUNCTION routing.leads_queue(tenant bigint, queue bigint, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN actor_role = 'administrator' OR actor_role = 'supervisor' AND EXISTS (SELECT FROM routing.member AS m
		JOIN routing.supervised($1, $3) AS s ON s.agent = m.agent
		WHERE m.tenant = $1 AND m.queue = $2);
END $$;
