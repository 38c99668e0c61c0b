-- wallboard_queues: these queues on the wallboard, by name. In progress: with an agent, wrap-up left out. Oldest wait: from
-- the first entry, kept through returns and transfers. Callbacks: those that nobody has taken (RT-9). Counters of today, from the same rows as the reports. Read.
DROP FUNCTION IF EXISTS routing.wallboard_queue(routing.queue, timestamptz, timestamptz); -- it was asked for each queue
CREATE OR REPLACE FUNCTION routing.wallboard_queues(tenant bigint, queues bigint[], today timestamptz, clock timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (
		WITH staff AS MATERIALIZED (
			SELECT s.queue, jsonb_object_agg(s.chosen, s.count) AS agents
			FROM (SELECT m.queue, a.chosen, count(*) FROM routing.member AS m
				JOIN routing.agent AS a ON a.tenant = m.tenant AND a.agent = m.agent
				WHERE m.tenant = $1 AND m.queue = ANY ($2) AND m.enabled GROUP BY m.queue, a.chosen) AS s
			GROUP BY s.queue),
		promised AS MATERIALIZED (
			SELECT c.queue, count(*) AS waiting, min(c.requested_at) AS oldest FROM routing.callback AS c
			WHERE c.tenant = $1 AND c.queue = ANY ($2) AND c.state = 'waiting' GROUP BY c.queue),
		found AS MATERIALIZED (
			SELECT n.*, c.counters || jsonb_build_object('waiting_late', n.waiting_late, 'turns_open', n.turns_open,
				'turns_open_ms', n.turns_open_ms) AS counters
			FROM routing.queue_now($1, $2, $3, $4) AS n
			JOIN routing.queue_counters($1, $2, $3, $4) AS c ON c.queue = n.queue)
		SELECT COALESCE(jsonb_agg(jsonb_build_object('queue', jsonb_build_object('id', q.id::text, 'name', q.name),
				'open', routing.schedule_open(q.tenant, q.schedule_id, $4), 'waiting', n.waiting, 'oldest_since', ops.rfc3339(n.oldest),
				'oldest_wait_ms', routing.ms($4 - n.oldest), 'in_progress', n.in_progress, 'wrapping', n.wrapping,
				'callbacks', COALESCE(p.waiting, 0), 'callbacks_since', ops.rfc3339(p.oldest),
				'service_ms', q.service_ms, 'service_target', q.service_target, 'agents', COALESCE(s.agents, '{}'),
				'counters', n.counters, 'figures', COALESCE(f.figures, '{}')) ORDER BY q.name), '[]')
		FROM routing.queue AS q
		JOIN found AS n ON n.queue = q.id
		LEFT JOIN routing.figures_of('queue', ARRAY(SELECT k.queue FROM found AS k ORDER BY k.queue),
			ARRAY(SELECT k.counters FROM found AS k ORDER BY k.queue)) AS f ON f.id = q.id
		LEFT JOIN staff AS s ON s.queue = q.id
		LEFT JOIN promised AS p ON p.queue = q.id
		WHERE q.tenant = $1 AND q.id = ANY ($2));
END $$;
