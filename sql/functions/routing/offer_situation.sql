-- offer_situation: gate and interaction as they are now, the body that offer_make answers.
CREATE OR REPLACE FUNCTION routing.offer_situation(tenant bigint, agent bigint, interaction bigint,
	verdict text)
RETURNS jsonb
LANGUAGE sql VOLATILE
AS $$
	SELECT jsonb_build_object('verdict', verdict,
		'offer', (SELECT i.offer::text FROM routing.interaction AS i WHERE i.tenant = $1 AND i.id = $3),
		'gate', (SELECT jsonb_build_object('agent', a.agent::text, 'chosen', a.chosen,
				'stop_new', a.stop_new, 'lease', a.lease, 'lock_ends_at', ops.rfc3339(a.lock_ends_at),
				'chat_load', a.chat_load, 'chat_limit', a.chat_limit, 'chat_count', a.chat_count,
				'chat_count_limit', a.chat_count_limit, 'offer_ms', a.offer_ms,
				'idle_since_us', routing.micros(a.idle_since),
				'version', a.version::text)
			FROM routing.agent AS a WHERE a.tenant = $1 AND a.agent = $2),
		'interaction', (SELECT jsonb_build_object('id', i.id::text, 'state', i.state,
				'queue', i.queue::text, 'version', i.version::text)
			FROM routing.interaction AS i WHERE i.tenant = $1 AND i.id = $3))
$$;
