-- check_json: the one shape of a check; null: there was none. state: bad if any step is, untested if any was not tested; good is only what all of it is.
CREATE OR REPLACE FUNCTION voice.check_json(tenant bigint, owner bigint, side text)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('at', ops.rfc3339(c.at), 'agent', c.agent, 'good', f.state = 'good', 'state', f.state, 'steps', f.steps,
		'socket_ms', c.socket_ms, 'round_trip_ms', c.round_trip_ms, 'jitter_ms', c.jitter_ms, 'loss_percent', c.loss_percent)
	FROM voice.phone_check AS c
	CROSS JOIN LATERAL (SELECT CASE WHEN bool_or(s.state = 'bad') THEN 'bad' WHEN bool_or(s.state = 'untested') THEN 'untested' ELSE 'good' END AS state,
			jsonb_agg(jsonb_build_object('name', s.name, 'state', s.state, 'problem', NULLIF(p.problem, 'untested'), 'what', p.what, 'remedy', p.remedy) ORDER BY s.n) AS steps
		FROM (SELECT v.n, v.name, v.found, CASE WHEN v.found IN ('good', 'untested') THEN v.found ELSE 'bad' END AS state
			FROM (VALUES (1, 'browser', c.browser), (2, 'microphone', c.microphone), (3, 'socket', c.socket), (4, 'media', c.media)) AS v (n, name, found)) AS s
		LEFT JOIN voice.check_problems() AS p ON p.step = s.name AND p.problem = s.found) AS f
	WHERE c.tenant = $1 AND c.owner = $2 AND c.side = $3
$$;
