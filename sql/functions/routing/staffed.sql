-- staffed: whether an enabled member of a queue is logged in (RT-9).
CREATE OR REPLACE FUNCTION routing.staffed(q routing.queue)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM routing.member AS m JOIN routing.agent AS a ON a.tenant = m.tenant AND a.agent = m.agent
		WHERE m.tenant = q.tenant AND m.queue = q.id AND m.enabled AND a.chosen <> 'logged_out');
END $$;
