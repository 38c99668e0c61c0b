-- offer_situation: gate and interaction as they are now, and since when the agent cools down from it
-- (RT-6), the body that offer_make answers.
CREATE OR REPLACE FUNCTION routing.offer_situation(tenant bigint, agent bigint, interaction bigint,
	verdict text)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	a routing.agent;
	i routing.interaction;
	gate jsonb;
	stands jsonb;
BEGIN
	SELECT * INTO a FROM routing.agent AS r WHERE r.tenant = $1 AND r.agent = $2;
	IF FOUND THEN
		gate := jsonb_build_object('agent', a.agent::text, 'chosen', a.chosen,
			'stop_new', a.stop_new, 'lease', a.lease, 'held_until', routing.held_text(a.held_until),
			'chat_load', a.chat_load, 'chat_limit', a.chat_limit, 'chat_count', a.chat_count,
			'chat_count_limit', a.chat_count_limit, 'voice_count', a.voice_count, 'offer_ms', a.offer_ms, 'blending', a.blending,
			'idle_since_us', routing.micros(a.idle_since), 'version', a.version::text);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = $1 AND r.id = $3;
	IF FOUND THEN
		stands := jsonb_build_object('id', i.id::text, 'state', i.state, 'queue', i.queue::text,
			'version', i.version::text);
	END IF;
	RETURN jsonb_build_object('verdict', verdict, 'offer', i.offer::text, 'gate', gate, 'interaction', stands,
		'cooled_since_us', CASE WHEN verdict = 'cool_down' THEN (SELECT routing.micros(c.since) FROM routing.cooldown AS c
			WHERE c.tenant = $1 AND c.interaction = $3 AND c.agent = $2) END);
END $$;
