-- workspace_queues: the queues an agent serves, with what waits in each.
CREATE OR REPLACE FUNCTION messaging.workspace_queues(tenant bigint, agent bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', q.id::text, 'name', q.name)
			|| routing.queue_waiting(q.tenant, q.id) ORDER BY q.name), '[]')
		FROM routing.v_member AS m
		JOIN routing.v_queue AS q ON q.tenant = m.tenant AND q.id = m.queue
		WHERE m.tenant = $1 AND m.agent = $2 AND m.enabled);
END $$;
