-- callback_visible: whose matter a callback of this queue is: its members', who supervises one of them, an
-- administrator's.
CREATE OR REPLACE FUNCTION routing.callback_visible(tenant bigint, queue bigint, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN actor_role = 'administrator' OR EXISTS (SELECT FROM routing.member AS m
		WHERE m.tenant = $1 AND m.queue = $2 AND m.enabled AND (m.agent = $3
			OR actor_role = 'supervisor' AND m.agent IN (SELECT s.agent FROM routing.supervised($1, $3) AS s)));
END $$;
