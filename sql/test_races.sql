-- Two sessions at once: what one has written and not committed is waited for where both want the
-- same agent or interaction, and never where they do not.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben'), test.available('sue');
SELECT ops.holder_claim('group', 1, 1, 0, 0);
SELECT test.connect('a'), test.connect('b');

-- The outcome of an offer, and what stood against it.
CREATE FUNCTION test.offered(interaction bigint, username text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', a.outcome, a.body ->> 'verdict') FROM test.offer(interaction, username) AS a
$$;
CREATE FUNCTION test.set_(actor text, username text, status text, stop_new boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
	SELECT (test.status_set(actor, username, status, stop_new)).outcome
$$;
-- An interaction and its newest offer.
CREATE FUNCTION test.stands(interaction bigint) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', i.state, (SELECT concat_ws('/', o.state, o.cause) FROM routing.offer AS o
		WHERE o.interaction = i.id ORDER BY o.id DESC LIMIT 1))
	FROM routing.interaction AS i WHERE i.id = stands.interaction
$$;

-- ---- rule 2: an offer beside a change of the gate ----

SELECT (test.text_in('+4915100000001', 'x') ->> 'interaction')::bigint AS i \gset
SELECT format('test.offered(%s, ''ann'')', :i) AS offer \gset
SELECT test.is(test.beside($$test.set_('ann', 'ann', 'on_break')$$, :'offer'), 'waited: stale status', 'an offer waits for a break that is not committed, and is not made');
SELECT test.is(test.stands(:i), 'arrived', 'so there is none');
SELECT test.set_('ann', 'ann', 'available');
SELECT test.is(test.beside($$test.set_('sue', 'ann', 'work_offline')$$, :'offer'), 'waited: stale status', 'nor beside a supervisor''s change');
SELECT test.set_('ann', 'ann', 'available');
SELECT test.handled('+4915100000002', 'ann') ->> 'interaction' AS held \gset
SELECT test.is(test.beside($$test.set_('ann', 'ann', 'available', true)$$, :'offer'), 'waited: stale stop_new', 'nor beside Stop New');
SELECT test.set_('ann', 'ann', 'available');
SELECT id AS s FROM presence.session WHERE user_id = test.who('ann') \gset
SELECT test.is(test.beside(format('test.stale(%s, 1)', :s), :'offer'), 'waited: stale lease', 'nor beside a lease that goes stale');
SELECT test.live(:s, 1);
SELECT test.is(test.beside($$test.set_('sue', 'ann', 'logged_out')$$, :'offer'), 'waited: stale status', 'nor beside a logout');
SELECT test.is(test.stands(:i), 'arrived', 'there was never an offer');
SELECT test.is(test.stands(:held), 'waiting accepted', 'and what the agent had went back in line');

-- The other way round the change sees the offer, and withdraws it in its own transaction.
SELECT test.available('ann');
SELECT test.is(test.beside(:'offer', $$test.set_('ann', 'ann', 'on_break')$$), 'waited: ok', 'a break waits for an offer that is not committed');
SELECT test.is(test.stands(:i), 'waiting withdrawn/status', 'and withdraws it');
SELECT test.is((SELECT o.xmin::text FROM routing.offer AS o WHERE o.interaction = :i),
	(SELECT s.xmin::text FROM presence.agent_status AS s WHERE s.agent = test.who('ann')), 'in the transaction that changes the status');
SELECT test.is((SELECT chat_count || '/' || chat_load FROM routing.agent WHERE agent = test.who('ann')), '0/0', 'with its capacity');
SELECT test.set_('ann', 'ann', 'available');
SELECT test.is(test.beside(:'offer', format('test.stale(%s, 1, true)', (SELECT max(id) FROM presence.session WHERE user_id = test.who('ann')))),
	'waited: ok', 'a stream that closes waits as well');
SELECT test.is(test.stands(:i), 'offered made', 'and leaves the offer');
SELECT test.pass('60 s');
SELECT test.is(test.beside($$test.sweep('ann')$$, format('(test.accept(%s, ''ann'')).outcome', test.live_offer(:i))), 'waited: offer_ended',
	'an accept waits for the sweep that withdraws the offer');
SELECT test.is(test.stands(:i), 'waiting withdrawn/lease', 'so it has one end');

-- ---- RT-5: two routers ----

UPDATE routing.agent SET chat_count_limit = 1, chat_limit = 100 WHERE agent = test.who('ben');
UPDATE directory.app_user SET chat_limit = 1 WHERE id = test.who('ben');
SELECT (test.text_in('+4915100000003', 'x') ->> 'interaction')::bigint AS i2, (test.text_in('+4915100000004', 'x') ->> 'interaction')::bigint AS i3 \gset
SELECT test.is(test.beside(format('test.offered(%s, ''ben'')', :i2), format('test.offered(%s, ''ben'')', :i3)), 'waited: stale capacity',
	'of two offers for one place the second finds it taken');
SELECT test.is(test.beside(format('test.offered(%s, ''sue'')', :i3), format('test.offered(%s, ''ben'')', :i3)), 'waited: stale interaction',
	'of two agents for one text the second is refused');
SELECT test.is(test.wrong_loads(), 0::bigint, 'no capacity is lost or taken twice');

-- ---- rule 23: two customers, two agents, the whole job: neither waits for the other ----

UPDATE directory.app_user SET chat_limit = 6;
SELECT test.available('ann'), test.available('ben');
SELECT test.accept(test.live_offer(:i2), 'ben'), test.end_(:i2, 'ben', 1), test.wrap_end(:i2, 'ben');

-- ---- a held text is lifted or cancelled, never both (SMS-21) ----

CREATE FUNCTION test.held(number text) RETURNS bigint LANGUAGE sql AS $$
	SELECT (a.body #>> '{message,id}')::bigint FROM test.command() AS c,
		test.call(format('routing.interaction_create(%L, NULL, 1, NULL, %L, 1, %L, %L, NULL, %L, %L, %L, 1, NULL, NULL, NULL)', c, 'administrator', number,
			test.hash(number), 'out', 'x', 'gsm7'), test.command_keys(c, ops.key('conversation', 1, '1:' || number), ops.key('customer_number', 1, number))) AS a
$$;
CREATE FUNCTION test.cancel(message bigint, author bigint DEFAULT test.who('ann')) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.message_cancel(%L, NULL, 1, %s, ''agent'', NULL, NULL, %s)', c, author, message), test.command_keys(c))).outcome FROM test.command() AS c
$$;
CREATE FUNCTION test.lift() RETURNS text LANGUAGE sql AS $$ SELECT test.row_('sms.holds_due(10)', '{}') ->> 'lifted' $$;
UPDATE sms.country SET quiet_start = to_char(h - interval '1 hour', 'HH24:MI'), quiet_end = to_char(h + interval '1 hour', 'HH24:MI')
	FROM (SELECT ops.clock() AT TIME ZONE 'Europe/Berlin' AS h) AS now_ WHERE iso2 = 'DE';
UPDATE sms.channel_carrier SET quiet_hours = 'hold';
SELECT test.held('+4915100000091') AS h1, test.held('+4915100000092') AS h2, test.held('+4915100000093') AS h3 \gset
UPDATE messaging.message SET author = test.who('ann') WHERE id IN (:h1, :h2, :h3);
UPDATE sms.channel_carrier SET quiet_hours = 'off';
UPDATE sms.outbox SET held_until = ops.clock() WHERE message = :h1;
SELECT test.is(test.beside('test.lift()', format('test.cancel(%s)', :h1)), 'waited: not_held', 'who cancels waits for a lift that is not committed, and is told');
UPDATE sms.outbox SET held_until = ops.clock() WHERE message = :h2;
SELECT test.is(test.beside(format('test.cancel(%s)', :h2), 'test.lift()'), 'at once: 0', 'nothing is lifted that is being cancelled');
SELECT test.is((SELECT string_agg(m.delivery, ' ' ORDER BY m.id) FROM messaging.message AS m WHERE m.id IN (:h1, :h2)), 'queued cancelled', 'one of both happens');
CREATE FUNCTION test.reply(message bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.say(m.conversation, 'ann', 'and this')).outcome FROM messaging.message AS m WHERE m.id = message
$$;
SELECT test.is(test.beside(format('test.cancel(%s)', :h3), format('test.reply(%s)', :h3)), 'waited: not_yours',
	'a reply, which would send what is held before it, waits for who cancels that');

-- ---- a reply fails beside what happens in its conversation (RT-13) ----

-- A reply that has left; answers its conversation. One that has not would go first.
CREATE FUNCTION test.replied(conversation bigint, provider_id text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	frame jsonb;
	o bigint;
BEGIN
	DELETE FROM sms.outbox AS r WHERE r.conversation = replied.conversation;
	frame := (test.say(conversation, 'ann', 'Here you are.')).body;
	o := (SELECT r.id FROM sms.outbox AS r WHERE r.message = (frame ->> 'id')::bigint);
	PERFORM test.send_begin(o), test.send_end(o, 1, 'sent', provider_id);
	RETURN conversation;
END $$;
CREATE FUNCTION test.unanswered(conversation bigint) RETURNS bigint LANGUAGE sql AS $$
	SELECT m.seq FROM messaging.conversation AS k LEFT JOIN messaging.message AS m ON m.conversation = k.id AND m.at = k.unanswered_since WHERE k.id = unanswered.conversation
$$;
SELECT (test.handled('+4915100000094', 'ann') ->> 'conversation')::bigint AS c \gset
SELECT format('(test.say(%s, ''ann'', ''Once more.'')).outcome', :c) AS say, test.replied(:c, 'F1') \gset
SELECT test.is(test.beside(:'say', $$test.receipt('F1', 'failed') ->> 'outcome'$$), 'waited: ok', 'the failure of a reply waits for another that is not committed');
SELECT test.is(test.unanswered(:c), NULL, 'which has answered');
SELECT test.text_in('+4915100000094', 'And?'), test.replied(:c, 'F2');
SELECT test.is(test.beside($$test.receipt('F2', 'failed') ->> 'outcome'$$, :'say'), 'waited: created', 'a reply waits for a failure that is not committed');
SELECT test.is(test.unanswered(:c), NULL, 'and answers');
SELECT (test.text_in('+4915100000094', 'And?') ->> 'seq')::bigint AS asked, test.replied(:c, 'F3'), test.replied(:c, 'F4') \gset
SELECT test.is(test.beside($$test.receipt('F3', 'failed') ->> 'outcome'$$, $$test.receipt('F4', 'failed') ->> 'outcome'$$), 'waited: ok', 'of two replies both fail at once');
SELECT test.is(test.unanswered(:c), :asked::bigint, 'and none has answered');
SELECT test.replied(:c, 'F5');
SELECT test.is(test.beside($$test.text_in('+4915100000094', 'Hello?') ->> 'outcome'$$, $$test.receipt('F5', 'failed') ->> 'outcome'$$), 'waited: ok', 'a failure waits for a customer''s text');
SELECT test.is(test.unanswered(:c), :asked::bigint, 'before which they waited already');
SELECT test.replied(:c, 'F6');
SELECT test.is(test.beside($$test.receipt('F6', 'failed') ->> 'outcome'$$, $$test.text_in('+4915100000094', 'Hello?') ->> 'outcome'$$), 'waited: accepted', 'the text for the failure');
SELECT test.is(test.unanswered(:c), :asked::bigint, 'likewise');
SELECT interaction AS i, format('(test.end_(%s, ''ann'', NULL)).outcome', interaction) AS end_, test.replied(:c, 'F7') FROM messaging.conversation WHERE id = :c \gset
SELECT test.is(test.beside(:'end_', $$test.receipt('F7', 'failed') ->> 'outcome'$$), 'waited: ok', 'a failure waits for an end that is not committed');
SELECT test.is(state || ' ' || (unanswered_since IS NULL), 'closed true', 'in which nobody waits') FROM messaging.conversation WHERE id = :c;
SELECT (test.handled('+4915100000095', 'ann') ->> 'conversation')::bigint AS c \gset
SELECT format('(test.end_(%s, ''ann'', NULL)).outcome', interaction) AS end_, test.replied(:c, 'F8') FROM messaging.conversation WHERE id = :c \gset
SELECT test.is(test.beside($$test.receipt('F8', 'failed') ->> 'outcome'$$, :'end_'), 'waited: ok', 'the end for a failure');
SELECT test.is((SELECT state FROM messaging.conversation WHERE id = :c), 'closed', 'and it ends');
DELETE FROM sms.outbox;
CREATE FUNCTION test.job(number text, username text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	provider text := 'SMjob' || number;
	got jsonb := test.text_in(number, 'hello');
	i bigint := got ->> 'interaction';
	c bigint := got ->> 'conversation';
	done text[];
	out_ bigint;
BEGIN
	done := ARRAY[got ->> 'outcome', test.set_(username, username, 'on_break'), test.set_(username, username, 'available'),
		(test.call(format('routing.place(1, %s, 1, 5, NULL, NULL)', i), ARRAY[ops.key('interaction', 1, i::text)])).outcome,
		test.offered(i, username), (test.accept(test.live_offer(i), username)).outcome,
		(test.call(format('messaging.customer_create(%L, NULL, 1, %s, ''agent'', %L, %L, NULL)', command, test.who(username), username, number),
			test.command_keys(command, ops.key('customer_number', 1, number)))).outcome,
		(test.say(c, username, 'good day')).outcome] FROM test.command() AS command;
	SELECT o.id INTO out_ FROM sms.outbox AS o WHERE o.conversation = c;
	done := done || ARRAY[test.send_begin(out_) ->> 'outcome', test.send_end(out_, 1, 'sent', provider) ->> 'outcome',
		test.receipt(provider, 'delivered') ->> 'changed', test.text_in(number, 'bye') ->> 'outcome',
		(test.end_(i, username, 3)).outcome, (test.wrap_end(i, username, 'done')).outcome,
		test.text_in(number, 'STOP', 'stop') ->> 'outcome'];
	RETURN array_to_string(done, ' ');
END $$;
SELECT test.run('a', 'BEGIN'), test.ask('a', $$SELECT test.job('+4915100000010', 'ann')$$) AS done \gset
SELECT test.is(:'done'::text, 'accepted ok ok placed made ok created created send ok true accepted ok ok stopped', 'one agent does the whole job for one customer');
SELECT test.run('b', 'BEGIN'), test.send('b', $$SELECT test.job('+4915100000011', 'ben')$$);
SELECT test.ok(NOT test.waits('b'), 'before it is committed another does it for another, on the same queue and number, and waits for no row (rule 23)');
SELECT test.run('a', 'COMMIT');
SELECT test.is(test.answer('b'), :'done'::text, 'to the same end');
SELECT test.run('b', 'COMMIT');
