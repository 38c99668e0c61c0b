-- interaction_state: the one shape of an interaction; with `kept`, as it was at that version (interaction_at_version). Its audience: who
-- has it and who had it last, who is asked in and who was: they see that it is no longer theirs.
DROP FUNCTION IF EXISTS routing.interaction_state(bigint, bigint); -- it knew no former version
CREATE OR REPLACE FUNCTION routing.interaction_state(tenant bigint, key bigint, version bigint DEFAULT NULL, kept jsonb DEFAULT NULL)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	c messaging.v_conversation;
	q routing.queue;
	v messaging.v_visitor;
	channel jsonb;
	thing ops.thing;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = interaction_state.tenant AND r.id = interaction_state.key;
	IF NOT FOUND THEN
		RETURN thing;
	END IF;
	SELECT * INTO c FROM messaging.v_conversation AS r WHERE r.tenant = i.tenant AND r.id = i.conversation;
	IF kept IS NOT NULL THEN
		i := routing.interaction_at_version(i, version, kept);
		c.customer := i.customer;
	END IF;
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = i.queue;
	thing.version := i.version;
	thing.audience := array_remove(CASE WHEN i.agent = i.former_agent THEN ARRAY[i.agent]
		ELSE ARRAY[i.agent, i.former_agent] END, NULL);
	IF i.consulted THEN
		thing.audience := ARRAY(SELECT a FROM unnest(thing.audience || routing.consulted_ever(i)) AS a GROUP BY a);
	END IF;
	channel := routing.channel_json(i.tenant, i.channel);
	thing.state := jsonb_build_object('interaction', i.id::text, 'state', i.state, 'medium', routing.medium_of(i.medium),
		'channel', channel, 'channel_kind', channel -> 'channel_kind',
		'queue', CASE WHEN q.id IS NOT NULL THEN jsonb_build_object('id', q.id::text, 'name', q.name) END,
		'conversation', i.conversation::text, 'number', c.number,
		'customer', messaging.customer_json(c.tenant, c.customer), 'agent', i.agent::text,
		'former_agent', i.former_agent::text, 'offer', i.offer::text, 'priority', i.priority,
		'skills', i.skills, 'started_at', ops.rfc3339(i.entered_at),
		'assigned_at', ops.rfc3339(i.assigned_at), 'ended_at', ops.rfc3339(i.ended_at),
		'outcome', i.outcome, 'returned_reason', i.returned_reason)
		|| routing.interaction_end_state(i, COALESCE(q.wrap_extend, false));
	IF i.agent <> i.former_agent THEN
		thing.state := thing.state || jsonb_build_object('agent_name', (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = i.tenant AND u.id = i.agent));
	END IF;
	IF i.former_agent IS NOT NULL AND routing.taken_over(i) THEN
		thing.state := thing.state || '{"taken_over": true}';
	END IF;
	IF i.reference IS NOT NULL THEN
		thing.state := thing.state || jsonb_build_object('reference', i.reference);
	END IF;
	IF i.begun_by IS NOT NULL THEN
		thing.state := thing.state || jsonb_build_object('begun_by', i.begun_by::text, 'linked_to', i.linked_to::text);
	END IF;
	IF i.rank_at IS NOT NULL THEN
		thing.state := thing.state || jsonb_build_object('rank_at', ops.rfc3339(i.rank_at));
	END IF;
	IF i.state = 'assigned' AND q.screen_pop_url IS NOT NULL THEN
		thing.state := thing.state || jsonb_build_object('screen_pop_url', q.screen_pop_url);
	END IF;
	IF i.web AND i.state <> 'arrived' THEN
		thing.state := thing.state || jsonb_build_object('visitor', messaging.visitor_json(i.tenant, i.conversation));
	END IF;
	IF i.medium = 'voice' THEN
		thing.state := thing.state || jsonb_build_object('call', routing.call_at_version(i.tenant, routing.call_json(i, q), kept -> 'call'));
	END IF;
	IF i.consulted THEN
		thing.state := thing.state || jsonb_build_object('consults', routing.consults_json(i, kept -> 'consults'));
	END IF;
	-- What the channel's rules look at (core/rules.h); nobody's page shows one that has just arrived.
	IF i.state = 'arrived' THEN
		IF i.web THEN
			SELECT * INTO v FROM messaging.v_visitor AS r WHERE r.tenant = i.tenant AND r.conversation = i.conversation;
		END IF;
		thing.state := thing.state || jsonb_build_object('customer_known', c.customer IS NOT NULL,
			'language', COALESCE(v.language, CASE WHEN c.customer IS NOT NULL THEN (SELECT k.language FROM messaging.v_customer AS k
				WHERE k.tenant = c.tenant AND k.id = c.customer) END),
			'text', (SELECT m.text FROM messaging.v_message AS m WHERE m.tenant = c.tenant
				AND m.conversation = c.id AND m.seq = 1 AND m.at BETWEEN c.opened_at AND c.last_at))
			|| CASE WHEN i.web THEN jsonb_build_object('page', v.page_url, 'form', v.form_lines) ELSE '{}' END;
	END IF;
	IF i.state = 'arrived' OR i.state = 'waiting' AND q.prefer_last_agent THEN
		thing.state := thing.state || jsonb_build_object('last_agent', routing.last_agent(i)::text);
	END IF;
	RETURN thing;
END $$;
