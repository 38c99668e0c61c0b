-- call_json: the call of an interaction as its state shows it: what its daemon told (voice.call), read together with where the
-- interaction stands. `consult`: whom its agent has brought in; `heard`: supervisors who speak on it; `muted`: nobody hears its agent; `keys`: how many keys agents have pressed, and when last. It waits, rings (also after it was accepted in the page, until the phone is picked up for that
-- offer), is talked or held, or is over. `record`: its queue wants it recorded; `recording`: what
-- becomes of that now: on, paused, failed; null: it is not. Null: there is none.
CREATE OR REPLACE FUNCTION routing.call_json(i routing.interaction, q routing.queue)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	c record;
	state text;
	told boolean; -- whether the phone was picked up for whom the interaction is with now
BEGIN
	SELECT * INTO c FROM voice.v_call AS r WHERE r.tenant = i.tenant AND r.interaction = i.id;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	told := i.state = 'assigned' AND c.offer IS NOT DISTINCT FROM i.offer AND c.state IN ('talking', 'held');
	state := CASE WHEN c.state = 'over' OR i.state IN ('wrap_up', 'ended') THEN 'over' WHEN told THEN c.state
		WHEN i.state IN ('offered', 'assigned') THEN 'ringing' ELSE 'waiting' END;
	RETURN jsonb_build_object('id', c.call, 'state', state, 'since', ops.rfc3339(CASE WHEN c.state = 'over' OR told THEN c.since
			ELSE COALESCE(i.state_at, c.since) END), 'held_by', CASE WHEN state = 'held' THEN c.held_by END, 'muted', told AND c.muted,
		'keys', CASE WHEN c.keys > 0 THEN jsonb_build_object('count', c.keys, 'at', ops.rfc3339(c.keyed_at)) END, 'number', c.number,
		'record', COALESCE(q.record, false), 'recording', CASE WHEN state IN ('talking', 'held') THEN c.recording END, 'by', c."by", 'cause', c.cause,
		'consult', CASE WHEN told AND c.consult_state IS NOT NULL THEN jsonb_build_object('number', c.consult_number, 'state', c.consult_state,
			'name', routing.person_json(i.tenant, c.consult_user) ->> 'name') END,
		'heard', (SELECT COALESCE(jsonb_agg(routing.person_json(i.tenant, l.user_id) || jsonb_build_object('mode', l.mode) ORDER BY l.since), '[]')
			FROM voice.v_listener AS l WHERE l.tenant = i.tenant AND l.call = c.call AND l.mode <> 'listen'));
END $$;
