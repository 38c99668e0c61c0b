-- wallboard_agents: agents on the wallboard, by name: status with who set it, since and until when, occupancy, lease, current
-- work, today's figures. `wanted` null: all of the tenant; at most 500: what is read follows those who are shown. Who is
-- logged out and was not there today is left out. Read.
CREATE OR REPLACE FUNCTION routing.wallboard_agents(tenant bigint, wanted bigint[], today timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	shown bigint[] := ARRAY(
		SELECT u.id FROM directory.v_user AS u
		JOIN presence.v_agent AS s ON s.tenant = u.tenant AND s.agent = u.id
		WHERE u.tenant = wallboard_agents.tenant AND u.has_seat AND NOT u.disabled AND (wanted IS NULL OR u.id = ANY (wanted))
			AND (s.chosen <> 'logged_out'
				OR (SELECT true FROM routing.agent_interval AS a WHERE a.tenant = u.tenant AND a.agent = u.id AND a.at >= today LIMIT 1)
				OR (SELECT true FROM routing.agent_live AS l WHERE l.tenant = u.tenant AND l.agent = u.id AND l.at >= today LIMIT 1))
		ORDER BY u.name, u.id LIMIT 500);
BEGIN
	RETURN (
		WITH work AS (
			SELECT i.agent, i.id, i.state, i.queue, i.assigned_at AS since FROM routing.interaction AS i
			WHERE i.tenant = $1 AND i.agent = ANY (shown) AND i.state IN ('assigned', 'wrap_up')
			UNION ALL
			SELECT o.agent, o.interaction, 'offered', o.queue, o.made_at FROM routing.offer AS o
			WHERE o.tenant = $1 AND o.agent = ANY (shown) AND o.state = 'made'),
		now_ AS MATERIALIZED (
			SELECT w.agent, CASE WHEN bool_or(w.state = 'assigned') THEN 'handling' WHEN bool_or(w.state = 'wrap_up') THEN 'wrap_up' ELSE 'offered' END AS occupancy,
				jsonb_agg(jsonb_build_object('interaction', w.id::text, 'state', w.state, 'queue', routing.queue_json($1, w.queue), 'since', ops.rfc3339(w.since))
					ORDER BY w.since, w.id) AS work
			FROM work AS w GROUP BY w.agent),
		day AS MATERIALIZED (SELECT d.agent, d.counters FROM routing.agents_today($1, shown, $3) AS d)
		SELECT COALESCE(jsonb_agg(jsonb_build_object('agent', jsonb_build_object('id', u.id::text, 'name', u.name), 'status', s.chosen, 'stop_new', s.stop_new,
				'shown', v.shown, 'shown_since', ops.rfc3339(presence.shown_since($1, w.agent, v.shown, s.chosen, s.since)), 'code', s.code::text, 'code_name', s.code_name, 'since', ops.rfc3339(s.since),
				'set_by', s.set_by, 'set_by_name', s.set_by_name, 'reason', NULLIF(s.reason, ''), 'until', ops.rfc3339(COALESCE(s.until, g.lock_ends_at)),
				'shown_until', ops.rfc3339(presence.shown_until($1, w.agent, v.shown, g.lock_ends_at)),
				'emergency', NULLIF(e.phase, 'normal'), 'lease', s.lease, 'occupancy', COALESCE(n.occupancy, 'idle'),
				'chats', g.chat_count, 'chats_limit', g.chat_count_limit, 'calls', g.voice_count, 'work', COALESCE(n.work, '[]'),
				'counters', COALESCE(d.counters, '{}'), 'figures', COALESCE(f.figures, '{}'))
				ORDER BY u.name, u.id), '[]')
		FROM unnest(shown) AS w (agent)
		JOIN directory.v_user AS u ON u.tenant = $1 AND u.id = w.agent
		JOIN presence.v_agent AS s ON s.tenant = $1 AND s.agent = w.agent
		LEFT JOIN routing.agent AS g ON g.tenant = $1 AND g.agent = w.agent
		LEFT JOIN presence.v_emergency AS e ON e.tenant = $1 AND e.agent = w.agent
		LEFT JOIN now_ AS n ON n.agent = w.agent
		CROSS JOIN LATERAL presence.shown(s.chosen, s.stop_new, COALESCE(n.occupancy, 'idle'), s.lease) AS v (shown)
		LEFT JOIN day AS d ON d.agent = w.agent
		LEFT JOIN routing.figures_of('agent', ARRAY(SELECT k.agent FROM day AS k ORDER BY k.agent),
			ARRAY(SELECT k.counters FROM day AS k ORDER BY k.agent)) AS f ON f.id = w.agent);
END $$;
DROP FUNCTION IF EXISTS routing.wallboard_agents(bigint, bigint[], timestamptz, timestamptz); -- it counted histories at each look
