-- check_json: the one shape of a check; null: there was none.
CREATE OR REPLACE FUNCTION voice.check_json(tenant bigint, owner bigint, side text)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('at', ops.rfc3339(c.at), 'agent', c.agent,
		'good', NOT EXISTS (SELECT FROM voice.check_problems() AS p WHERE (p.step, p.problem) IN
			(('browser', c.browser), ('microphone', c.microphone), ('socket', c.socket), ('media', c.media))),
		'steps', (SELECT jsonb_agg(jsonb_build_object('name', s.name, 'state', CASE WHEN s.found IN ('good', 'untested') THEN s.found ELSE 'bad' END,
				'problem', p.problem, 'what', p.what, 'remedy', p.remedy) ORDER BY s.n)
			FROM (VALUES (1, 'browser', c.browser), (2, 'microphone', c.microphone), (3, 'socket', c.socket), (4, 'media', c.media)) AS s (n, name, found)
			LEFT JOIN voice.check_problems() AS p ON p.step = s.name AND p.problem = s.found),
		'socket_ms', c.socket_ms, 'round_trip_ms', c.round_trip_ms, 'jitter_ms', c.jitter_ms, 'loss_percent', c.loss_percent)
	FROM voice.phone_check AS c WHERE c.tenant = $1 AND c.owner = $2 AND c.side = $3
$$;
