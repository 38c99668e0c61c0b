-- wallboard_queue: a queue on the wallboard. In progress: with an agent, wrap-up left out. Oldest wait: from the first entry,
-- kept through returns and transfers. Read.
CREATE OR REPLACE FUNCTION routing.wallboard_queue(q routing.queue, today timestamptz, clock timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	counters CONSTANT jsonb := routing.live_counters(q.tenant, q.id, today, clock);
	now_ record;
BEGIN
	SELECT count(*) FILTER (WHERE i.state IN ('waiting', 'offered')) AS waiting, min(i.entered_at) FILTER (WHERE i.state IN ('waiting', 'offered')) AS oldest,
		count(*) FILTER (WHERE i.state = 'assigned') AS in_progress, count(*) FILTER (WHERE i.state = 'wrap_up') AS wrapping INTO now_
	FROM routing.interaction AS i WHERE i.tenant = q.tenant AND i.queue = q.id AND i.state <> 'ended';
	RETURN jsonb_build_object('queue', jsonb_build_object('id', q.id::text, 'name', q.name), 'open', routing.schedule_open(q.tenant, q.schedule_id, clock),
		'waiting', now_.waiting, 'oldest_since', ops.rfc3339(now_.oldest), 'oldest_wait_ms', routing.ms(clock - now_.oldest),
		'in_progress', now_.in_progress, 'wrapping', now_.wrapping, 'service_ms', q.service_ms, 'service_target', q.service_target,
		'agents', (SELECT COALESCE(jsonb_object_agg(s.chosen, s.count), '{}') FROM (SELECT a.chosen, count(*) FROM routing.member AS m
			JOIN routing.agent AS a ON a.tenant = m.tenant AND a.agent = m.agent WHERE m.tenant = q.tenant AND m.queue = q.id AND m.enabled GROUP BY a.chosen) AS s),
		'counters', counters, 'figures', routing.figures('queue', counters));
END $$;
