-- testing_work.sql: what the tests of routing, messaging and sms share: a queue with three agents,
-- a channel at the sandbox carrier, and calls as a daemon makes them. Included by those tests.
-- Ann, Ben and Sue of the small organisation serve queue 1; customers text to channel 1.

-- One call as a batch of its own: the keys it declares, tried again with those it is told.
CREATE FUNCTION test.call(call text, keys bigint[]) RETURNS ops.answer
LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
	more bigint[] := keys;
BEGIN
	FOR tries IN 1..4 LOOP
		PERFORM ops.batch_begin(more);
		EXECUTE 'SELECT * FROM ' || call INTO answer;
		EXIT WHEN answer.outcome <> 'moved';
		more := more || answer.keys;
	END LOOP;
	PERFORM ops.batch_end();
	RETURN answer;
END $$;

-- The same for functions with columns of their own, as JSON.
CREATE FUNCTION test.row_(call text, keys bigint[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
	answer jsonb;
	more bigint[] := keys;
BEGIN
	FOR tries IN 1..4 LOOP
		PERFORM ops.batch_begin(more);
		EXECUTE 'SELECT to_jsonb(r) FROM ' || call || ' AS r' INTO answer;
		EXIT WHEN answer ->> 'outcome' IS DISTINCT FROM 'moved';
		more := more || ARRAY(SELECT k::bigint FROM jsonb_array_elements_text(answer -> 'keys') AS k);
	END LOOP;
	PERFORM ops.batch_end();
	RETURN answer;
END $$;

CREATE FUNCTION test.hash(number text) RETURNS bytea
LANGUAGE sql AS $$ SELECT sha256(convert_to('salt' || number, 'UTF8')) $$;

CREATE SEQUENCE test.provider_id;

CREATE FUNCTION test.text_keys(number text, provider_id text) RETURNS bigint[]
LANGUAGE sql AS $$
	SELECT ARRAY[ops.key('conversation', 1, '1:' || number), ops.key('customer_number', 1, number),
		ops.key('provider', 0, '1:' || provider_id)]
$$;

-- A customer's text as a gateway stores it.
CREATE FUNCTION test.text_in(number text, text text, intent text DEFAULT NULL, confirm text DEFAULT NULL,
	provider_id text DEFAULT NULL, ref integer DEFAULT NULL, total integer DEFAULT NULL, part integer DEFAULT NULL)
RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
	id text := COALESCE(provider_id, 'SM' || nextval('test.provider_id'));
BEGIN
	RETURN test.row_(format('sms.accept_inbound(1, 1, 1, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L)', id, number, text,
		convert_to(text, 'UTF8'), ref, total, part, intent, test.hash(number), confirm), test.text_keys(number, id));
END $$;

CREATE FUNCTION test.command_keys(command bytea, VARIADIC keys bigint[] DEFAULT '{}') RETURNS bigint[]
LANGUAGE sql AS $$ SELECT keys || ops.key('command', 1, encode(command, 'hex')) $$;

CREATE FUNCTION test.agent_key(username text) RETURNS bigint
LANGUAGE sql AS $$ SELECT ops.key('agent', 1, test.who(username)::text) $$;

-- What routerd does with an interaction: an offer to this agent.
CREATE FUNCTION test.offer(interaction bigint, username text) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.offer_make(1, %s, %s, %s, 1, NULL, NULL, NULL, %L)', interaction,
		(SELECT r.version FROM routing.interaction AS r WHERE r.id = offer.interaction), test.who(username),
		'{"chosen": {"agent": 1}}'), ARRAY[test.agent_key(username), ops.key('interaction', 1, interaction::text)])
$$;

CREATE FUNCTION test.live_offer(interaction bigint) RETURNS bigint
LANGUAGE sql AS $$ SELECT o.id FROM routing.offer AS o WHERE o.interaction = live_offer.interaction AND o.state = 'made' $$;

CREATE FUNCTION test.accept(offer bigint, username text, command bytea DEFAULT test.command()) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.offer_accept(%L, NULL, 1, %s, %s)', command, test.who(username), offer),
		test.command_keys(command, test.agent_key(username)))
$$;

CREATE FUNCTION test.reject(offer bigint, username text) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.offer_reject(%L, NULL, 1, %s, %s)', c, test.who(username), offer),
		test.command_keys(c, test.agent_key(username))) FROM test.command() AS c
$$;

CREATE FUNCTION test.expire(offer bigint) RETURNS ops.answer
LANGUAGE sql AS $$ SELECT test.call(format('routing.offer_expire(1, %s)', offer), '{}') $$;

-- seen: null: all that there is.
CREATE FUNCTION test.end_(interaction bigint, username text, seen bigint, case_id bigint DEFAULT NULL,
	title text DEFAULT NULL, role text DEFAULT 'agent', reason text DEFAULT NULL, command bytea DEFAULT test.command())
RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.interaction_end_2(%L, NULL, 1, %s, %L, %s, %L, %L, %L, NULL, %L)', command,
		test.who(username), role, interaction, COALESCE(seen, (SELECT c.last_seq FROM routing.interaction AS i
			JOIN messaging.conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
			WHERE i.tenant = 1 AND i.id = end_.interaction)), case_id, title, reason), test.command_keys(command))
$$;

CREATE FUNCTION test.wrap_end(interaction bigint, username text, note text DEFAULT NULL, case_id bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.wrap_up_end(%L, NULL, 1, %s, %s, %L, %L)', c, test.who(username), interaction,
		case_id, note), test.command_keys(c)) FROM test.command() AS c
$$;

CREATE FUNCTION test.say(conversation bigint, username text, text text, client_id text DEFAULT NULL) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('messaging.send(%L, NULL, 1, %s, %L, %s, %L, %L, %L, 1)', c, test.who(username), 'agent',
		conversation, text, client_id, 'gsm7'), test.command_keys(c)) FROM test.command() AS c
$$;

-- A text that an agent has accepted; answers {"interaction", "conversation", …}.
CREATE FUNCTION test.handled(number text, username text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
	got jsonb := test.text_in(number, 'hello');
	answer ops.answer;
BEGIN
	answer := test.offer((got ->> 'interaction')::bigint, username);
	IF answer.outcome <> 'made' THEN
		RETURN to_jsonb(answer);
	END IF;
	PERFORM test.accept(test.live_offer((got ->> 'interaction')::bigint), username);
	RETURN got;
END $$;

CREATE FUNCTION test.available(username text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM test.live(test.login(username), 1);
	PERFORM test.status_set(username, username, 'available');
END $$;

-- The sender group is held by boot 1; its epoch.
CREATE FUNCTION test.epoch() RETURNS bigint
LANGUAGE sql AS $$ SELECT epoch FROM ops.holder WHERE kind = 'group' AND thing = 1 $$;

CREATE FUNCTION test.send_begin(outbox bigint, epoch bigint DEFAULT test.epoch()) RETURNS jsonb
LANGUAGE sql AS $$ SELECT test.row_(format('sms.send_begin(1, %s, 1, %s, NULL)', outbox, epoch), '{}') $$;

CREATE FUNCTION test.send_end(outbox bigint, attempt integer, given text, provider_id text DEFAULT NULL,
	retry_ms bigint DEFAULT NULL, epoch bigint DEFAULT test.epoch()) RETURNS jsonb
LANGUAGE sql AS $$
	SELECT test.row_(format('sms.send_end(1, %s, 1, %s, %s, %L, 1, %L, NULL, NULL, %L)', outbox, epoch, attempt, given,
		provider_id, retry_ms), '{}')
$$;

CREATE FUNCTION test.receipt(provider_id text, state text, ref text DEFAULT NULL) RETURNS jsonb
LANGUAGE sql AS $$
	SELECT test.row_(format('sms.receipt(1, %L, %L, %L, NULL, NULL, %L)', provider_id, ref, state, state), '{}')
$$;

-- The delivery state of the message with this sequence in a conversation.
CREATE FUNCTION test.delivery(conversation bigint, seq bigint) RETURNS text
LANGUAGE sql AS $$
	SELECT m.delivery FROM messaging.message AS m WHERE m.conversation = delivery.conversation AND m.seq = delivery.seq
$$;

-- Agents whose count or load is not what a recount says, or beyond their limits.
CREATE FUNCTION test.wrong_loads() RETURNS bigint
LANGUAGE sql AS $$
	SELECT count(*) FROM routing.agent AS a CROSS JOIN LATERAL routing.recount(a.tenant, a.agent) AS c
	WHERE (a.chat_count, a.chat_load) <> (c.chats, c.load) OR a.chat_count > 6
$$;

SELECT test.hold();
SELECT test.organisation();
INSERT INTO routing.queue (tenant, name, wrap_ms) VALUES (1, 'Support', 30000), (1, 'Other', 0);
INSERT INTO routing.member (tenant, queue, agent)
	SELECT 1, q.id, test.who(u) FROM routing.queue AS q, unnest('{ann,ben,sue}'::text[]) AS u;
SELECT directory.channel_create(1, 'sms', 'Texts', 'hook-key-0123456789', '+15550000001', 'We help.');
INSERT INTO sms.account (tenant, carrier) VALUES (1, 'sandbox');
INSERT INTO sms.sender_group (tenant, name) VALUES (1, 'Group');
INSERT INTO sms.channel_carrier (tenant, channel, account, group_id, number) VALUES (1, 1, 1, 1, '+15550000001');
