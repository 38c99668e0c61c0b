-- queues_list: the tenant's queues with what waits now. {"data": […], "next_cursor": null}. Read.
CREATE OR REPLACE FUNCTION routing.queues_list(tenant bigint)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	data jsonb;
BEGIN
	SELECT jsonb_agg(jsonb_build_object('id', q.id::text, 'name', q.name, 'medium', q.medium,
		'priority', q.priority, 'offer_ms', q.offer_ms, 'on_miss', q.on_miss, 'wrap_ms', q.wrap_ms,
		'wrap_extend', q.wrap_extend, 'wrap_counts', q.wrap_counts, 'weight', q.weight,
		'schedule', q.schedule_id::text, 'closing', q.closing,
		'open', routing.schedule_open(q.tenant, q.schedule_id, clock),
		'members', (SELECT count(*) FROM routing.member AS m
			WHERE m.tenant = q.tenant AND m.queue = q.id AND m.enabled))
		|| routing.queue_waiting(q.tenant, q.id) ORDER BY q.name)
	INTO data FROM routing.queue AS q WHERE q.tenant = queues_list.tenant;
	RETURN ROW ('ok', jsonb_build_object('data', COALESCE(data, '[]'), 'next_cursor', NULL), NULL, NULL)::ops.answer;
END $$;
