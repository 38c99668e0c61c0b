-- queue_now: what is open in these queues now: waiting (ringing, too), the oldest of them by its first entry, with agents,
-- in wrap-up; waiting_late: who entered since `since`, is not answered and has waited longer than the queue's time;
-- turns of customers that are open with an agent, and their age (figures_refresh: none, while nobody has looked for long). Read.
CREATE OR REPLACE FUNCTION routing.queue_now(tenant bigint, queues bigint[], since timestamptz, clock timestamptz)
RETURNS TABLE (queue bigint, waiting bigint, oldest timestamptz, in_progress bigint, wrapping bigint, waiting_late bigint,
	turns_open bigint, turns_open_ms bigint)
LANGUAGE plpgsql STABLE ROWS 500
AS $$
BEGIN
	RETURN QUERY
	SELECT q.id, o.waiting, o.oldest, o.in_progress, o.wrapping, o.late, COALESCE(l.turns, 0),
		greatest(COALESCE(l.turns * (routing.micros(clock) / 1000) - l.since_ms, 0), 0)
	FROM routing.queue AS q
	CROSS JOIN LATERAL (
		SELECT count(*) FILTER (WHERE i.state IN ('waiting', 'offered')) AS waiting,
			min(i.entered_at) FILTER (WHERE i.state IN ('waiting', 'offered')) AS oldest,
			count(*) FILTER (WHERE i.state = 'assigned') AS in_progress, count(*) FILTER (WHERE i.state = 'wrap_up') AS wrapping,
			count(*) FILTER (WHERE i.state IN ('waiting', 'offered') AND i.answered_at IS NULL AND i.queued_at >= since
				AND clock - i.queued_at > q.service_ms * interval '1 millisecond') AS late
		FROM routing.interaction AS i WHERE i.tenant = q.tenant AND i.queue = q.id AND i.state <> 'ended') AS o
	LEFT JOIN routing.queue_live AS l ON l.tenant = q.tenant AND l.queue = q.id AND (
		SELECT r.at > clock - greatest(interval '1 minute', 40 * r.took) FROM routing.report_live AS r WHERE r.tenant = q.tenant)
	WHERE q.tenant = queue_now.tenant AND q.id = ANY (queues);
END $$;
