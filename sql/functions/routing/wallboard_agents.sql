-- wallboard_agents: agents on the wallboard, by name: status with who set it and since when, occupancy, lease, current
-- work, today's figures. `wanted` null: all of the tenant; at most 500. Who is logged out and was not there today is left out. Read.
CREATE OR REPLACE FUNCTION routing.wallboard_agents(tenant bigint, wanted bigint[], today timestamptz, clock timestamptz)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	WITH day AS MATERIALIZED (SELECT w.id, w.counters FROM routing.report_work($1, 'agent', $3, $4, $2) AS w),
	work AS (
		SELECT i.agent, i.id, i.state, i.queue, i.assigned_at AS since FROM routing.interaction AS i
		WHERE i.tenant = $1 AND i.state IN ('assigned', 'wrap_up')
		UNION ALL
		SELECT o.agent, o.interaction, 'offered', o.queue, o.made_at FROM routing.offer AS o WHERE o.tenant = $1 AND o.state = 'made'),
	now_ AS (
		SELECT w.agent, CASE WHEN bool_or(w.state = 'assigned') THEN 'handling' WHEN bool_or(w.state = 'wrap_up') THEN 'wrap_up' ELSE 'offered' END AS occupancy,
			jsonb_agg(jsonb_build_object('interaction', w.id::text, 'state', w.state, 'queue', routing.queue_json($1, w.queue), 'since', ops.rfc3339(w.since))
				ORDER BY w.since, w.id) AS work
		FROM work AS w GROUP BY w.agent)
	SELECT COALESCE(jsonb_agg(r.item ORDER BY r.name, r.id), '[]') FROM (
		SELECT u.id, u.name, jsonb_build_object('agent', jsonb_build_object('id', u.id::text, 'name', u.name), 'status', s.chosen, 'stop_new', s.stop_new,
			'shown', presence.shown(s.chosen, s.stop_new, COALESCE(n.occupancy, 'idle'), s.lease), 'code', s.code::text, 'since', ops.rfc3339(s.since),
			'set_by', s.set_by, 'reason', NULLIF(s.reason, ''), 'until', ops.rfc3339(s.until), 'lease', s.lease, 'occupancy', COALESCE(n.occupancy, 'idle'),
			'chats', g.chat_count, 'chats_limit', g.chat_count_limit, 'work', COALESCE(n.work, '[]'),
			'counters', COALESCE(d.counters, '{}'), 'figures', CASE WHEN d.counters IS NOT NULL THEN routing.figures('agent', d.counters) ELSE '{}' END) AS item
		FROM presence.v_agent AS s
		JOIN directory.v_user AS u ON u.tenant = s.tenant AND u.id = s.agent AND u.has_seat AND NOT u.disabled
		LEFT JOIN routing.agent AS g ON g.tenant = s.tenant AND g.agent = s.agent
		LEFT JOIN now_ AS n ON n.agent = s.agent
		LEFT JOIN day AS d ON d.id = s.agent
		WHERE s.tenant = $1 AND ($2 IS NULL OR s.agent = ANY ($2)) AND (s.chosen <> 'logged_out' OR d.id IS NOT NULL)
		ORDER BY u.name, u.id LIMIT 500) AS r
$$;
