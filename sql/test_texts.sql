-- Texts of a Work user's own number (CT-16, CT-12): no interaction, no integrator, nobody else; parts, blocks, erasure, retention.
\ir testing_work.sql
UPDATE directory.app_user SET work_number = '+15550000001' WHERE username = 'wim';
UPDATE directory.channel SET user_id = test.who('wim') WHERE id = 1;
CREATE VIEW pg_temp.texts AS SELECT c.id, c.number, c.state, c.blocked AS apart, c.interaction, c.customer, c.owner, m.id AS message, m.seq, m.text, m.direction, m.blocked
	FROM messaging.conversation AS c JOIN messaging.message AS m ON m.tenant = c.tenant AND m.conversation = c.id;
CREATE FUNCTION pg_temp.types(number text) RETURNS text[] LANGUAGE sql AS $$
	SELECT array_agg(DISTINCT COALESCE(e.type, 'none')) FROM ops.event AS e JOIN pg_temp.texts AS t ON e.kind = 5 AND e.key = t.message WHERE t.number = $1
$$;
CREATE FUNCTION pg_temp.say(conversation bigint, account bigint, text text, client_id text DEFAULT NULL) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.send(%L, NULL, 1, %s, %L, %s, %L, %L, %L, 1, %L)', c, abs(account), 'work', conversation, text, client_id, 'gsm7', account),
		test.command_keys(c)) FROM test.command() AS c
$$;
CREATE FUNCTION pg_temp.start(number text, text text, who text DEFAULT 'wim', segments integer DEFAULT 1, confirm boolean DEFAULT false) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.text_start_2(%L, NULL, 1, %s, %L, %L, %L, NULL, %L, %s, %L)', c, test.who(who), number, test.hash(number), text, 'gsm7', segments, confirm),
		test.command_keys(c)) FROM test.command() AS c
$$;
CREATE FUNCTION pg_temp.read(conversation bigint, account bigint, seq bigint) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.read_set(%L, NULL, 1, %s, %s, %s)', c, account, conversation, seq), test.command_keys(c)) FROM test.command() AS c
$$;
INSERT INTO messaging.customer (tenant, id, name, created_at) VALUES (1, 900, 'Nadia', ops.clock());
INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (1, '+4915100000801', 900);

-- ---- in and out ----

SELECT test.text_in('+4915100000801', 'hello') AS made \gset
SELECT test.is((:'made'::jsonb ->> 'interaction', :'made'::jsonb ->> 'agent', :'made'::jsonb ->> 'outcome')::text, format('(,-%s,accepted)', test.who('wim')), 'a text makes no interaction, its owner''s Work page is told');
SELECT :'made'::jsonb ->> 'conversation' AS c \gset
SELECT test.is((SELECT (t.state, t.owner, t.customer)::text FROM pg_temp.texts AS t WHERE t.id = :c), format('(open,%s,)', test.who('wim')), 'it is the user''s, and no customer''s');
SELECT test.is((SELECT s.audience FROM messaging.message_state(1, (SELECT message FROM pg_temp.texts WHERE id = :c)) AS s), ARRAY[-test.who('wim')], 'who sees it');
SELECT test.is((test.say(:c, 'ann', 'x')).outcome, 'not_found', 'no agent writes in it');
SELECT test.is((pg_temp.say(:c, test.who('wim'), 'x')).outcome, 'not_found', 'nor does its owner as another account');
SELECT test.is((pg_temp.say(:c, -test.who('ann'), 'x')).outcome, 'not_found', 'nor another Work account');
SELECT test.is((pg_temp.say(:c, -test.who('wim'), 'yes')).outcome, 'created', 'its owner does');
SELECT test.is((SELECT count(*) FROM sms.outbox AS o WHERE o.conversation = :c), 1::bigint, 'once, by the channel''s sender');
SELECT test.is((messaging.conversation_get(1, :c, test.who('wim'), 'work', -test.who('wim'))).outcome, 'ok', 'its owner reads it');
SELECT test.is((SELECT array_agg(DISTINCT a.outcome) FROM (VALUES ('eve', 'administrator', 1), ('sue', 'supervisor', 1), ('wim', 'agent', 1), ('ann', 'work', -1)) AS v (who, role, side)
	CROSS JOIN LATERAL messaging.conversation_get(1, :c, test.who(v.who), v.role, v.side * test.who(v.who)) AS a), '{not_found}', 'nobody else does, by whatever role');
SELECT test.is((messaging.messages(1, 0, 'integrator', :c, NULL, NULL, NULL, 1)).outcome, 'not_found', 'no key does');
SELECT test.is((SELECT t.unread FROM (SELECT (item ->> 'unread')::integer AS unread FROM messaging.texts_list(1, test.who('wim'), false, NULL, 10)) AS t), 1, 'one is not read');
SELECT test.is((pg_temp.read(:c, test.who('wim'), 1)).outcome, 'not_found', 'another account does not read it');
SELECT test.is((pg_temp.read(:c, -test.who('wim'), 99)).body #>> '{state,seq}', '2', 'no further than there is');
SELECT test.is((SELECT (item ->> 'unread')::integer FROM messaging.texts_list(1, test.who('wim'), false, NULL, 10)), 0, 'then none is left');
SELECT test.is((SELECT s.audience FROM messaging.party AS p CROSS JOIN LATERAL messaging.reading_state(1, p.id) AS s WHERE p.conversation = :c), ARRAY[-test.who('wim')], 'how far is told to nobody else');
SELECT test.is((SELECT count(*) FROM messaging.chats_list(1, -test.who('wim'), NULL, 10)), 0::bigint, 'it is none of the chats');
BEGIN;
SELECT ops.batch_begin(ARRAY(SELECT ops.key('message', 1, t.message::text) FROM pg_temp.texts AS t) || messaging.key_of(1, :c));
SELECT test.is(messaging.set_delivery(1, :c, 2, (SELECT at FROM messaging.message WHERE conversation = :c AND seq = 2), 'failed', NULL, NULL), true, 'a receipt');
SELECT ops.batch_end();
COMMIT;
SELECT test.is(pg_temp.types('+4915100000801'), '{none}', 'integrators are told of nothing');
SELECT test.is((SELECT count(*) FROM messaging.v_text AS t WHERE t.channel = 1), 0::bigint, 'no report counts it');

-- Many texts at once, a user's own among the contact center's.
SELECT directory.channel_create(1, 'sms', 'Shop', 'hook-key-0123456790', '+15550000002') AS shop \gset
INSERT INTO messaging.conversation (tenant, channel, number, last_at, opened_at) VALUES (1, :shop, '+4915100000802', ops.clock(), ops.clock()) RETURNING id AS theirs \gset
INSERT INTO messaging.message (tenant, conversation, seq, at, direction, text, delivery) SELECT 1, c, 77, ops.clock(), 'out', 'x', 'queued' FROM unnest(ARRAY[:c, :theirs]::bigint[]) AS c;
BEGIN;
SELECT ops.batch_begin(ARRAY(SELECT ops.key('message', 1, t.message::text) FROM pg_temp.texts AS t));
SELECT test.is((SELECT count(*) FROM messaging.set_deliveries(1, ARRAY[:c, :theirs]::bigint[], '{77,77}',
	ARRAY(SELECT m.at FROM messaging.message AS m WHERE m.seq = 77 ORDER BY m.conversation), 'sending')), 2::bigint, 'many change at once');
SELECT ops.batch_end();
COMMIT;
SELECT test.is((SELECT array_agg(m.conversation || COALESCE(e.type, 'none') ORDER BY m.conversation) FROM ops.event AS e JOIN messaging.message AS m ON m.id = e.key AND e.kind = 5
	WHERE m.seq = 77), ARRAY[:c || 'none', :theirs || 'receipt.sending'], 'integrators are told of the contact center''s alone');

-- ---- parts, gaps ----

SELECT test.text_in('+4915100000803', 'B', ref => 7, total => 3, part => 2), test.text_in('+4915100000803', 'C', ref => 7, total => 3, part => 3);
SELECT test.pass('11 minutes');
SELECT test.row_(format('sms.parts_flush(1, %s)', set_id), test.text_keys('+4915100000803', 'none')) AS flushed FROM sms.parts_due(10) WHERE number = '+4915100000803' \gset
SELECT test.is((:'flushed'::jsonb ->> 'interaction', :'flushed'::jsonb ->> 'agent')::text, format('(,-%s)', test.who('wim')), 'a gap that stays is shown, to its owner');
SELECT test.text_in('+4915100000803', 'A', ref => 7, total => 3, part => 1);
SELECT test.is((SELECT array_agg(t.text) FROM pg_temp.texts AS t WHERE t.number = '+4915100000803'), '{ABC}', 'a late part fills it');
SELECT test.is(pg_temp.types('+4915100000803'), '{none}', 'of which nobody else is told');

-- ---- begun ----

SELECT test.is((pg_temp.start('+4915100000804', 'It is me')).outcome, 'created', 'a user begins');
SELECT test.is((pg_temp.start('+4915100000804', 'Once more')).body ->> 'id', (SELECT min(t.id)::text FROM pg_temp.texts AS t WHERE t.number = '+4915100000804'), 'and goes on in the same');
SELECT test.is((pg_temp.start('+15550000001', 'x')).outcome, 'invalid', 'not with themselves');
SELECT test.is((pg_temp.start('+4915100000805', 'x', segments => 11)).outcome, 'invalid', 'nor with too much');
SELECT test.is((pg_temp.start('+4915100000805', 'x', 'ann')).outcome, 'no_text_number', 'nor who has no number');
SELECT test.is((SELECT count(*) FROM pg_temp.texts AS t WHERE t.number IN ('+4915100000805', '+15550000001')), 0::bigint, 'what is refused leaves nothing behind');
SELECT test.text_in('+4915100000804', 'STOP', 'stop', 'Stopped.');
SELECT test.is((pg_temp.start('+4915100000804', 'But')).outcome, 'opted_out', 'STOP is obeyed');
SELECT test.is((SELECT array_agg(t.text ORDER BY t.seq) FROM pg_temp.texts AS t WHERE t.number = '+4915100000804'), '{It is me,Once more,STOP,Stopped.}', 'and confirmed');

-- ---- blocked ----

INSERT INTO directory.blocked_party (tenant, owner, list, number, at) VALUES (1, test.who('wim'), 'sender', '+4915100000801', ops.clock()), (1, test.who('wim'), 'caller', '+4915100000803', ops.clock());
INSERT INTO sms.blocked_number (tenant, number, number_hash, reason) VALUES (1, '+4915100000803', test.hash('+4915100000803'), 'Threats');
SELECT test.text_in('+4915100000801', 'one'), test.text_in('+4915100000801', 'two');
SELECT test.is((SELECT array_agg(DISTINCT t.id || t.state || t.apart) FROM pg_temp.texts AS t WHERE t.blocked), (SELECT ARRAY[max(t.id) || 'closedtrue'] FROM pg_temp.texts AS t WHERE t.number = '+4915100000801'), 'what is blocked stands apart, in one conversation');
SELECT test.is((SELECT count(*) FROM pg_temp.texts AS t CROSS JOIN LATERAL messaging.message_state(1, t.message) AS s WHERE t.blocked AND s.audience = '{}'), 2::bigint, 'and nobody''s page is told');
SELECT test.is(test.text_in('+4915100000803', 'heard') ->> 'outcome', 'accepted', 'callers and the contact center''s list are another matter');
SELECT test.is((SELECT count(*) FROM messaging.search(1, -test.who('wim'), 'work', 'two', NULL, 10)), 0::bigint, 'what is out of sight is not found');
SELECT test.is((SELECT count(*) FROM messaging.search(1, -test.who('wim'), 'work', 'heard', NULL, 10, 'texts')), 1::bigint, 'what is in sight is');
SELECT test.is((SELECT count(*) FROM messaging.search(1, -test.who('ann'), 'work', 'heard', NULL, 10)), 0::bigint, 'by its owner alone');
-- Parts that came before the block.
SELECT test.text_in('+4915100000806', 'A', ref => 9, total => 2, part => 1);
INSERT INTO directory.blocked_party (tenant, owner, list, number, at) VALUES (1, test.who('wim'), 'sender', '+4915100000806', ops.clock());
SELECT test.pass('11 minutes');
SELECT test.row_(format('sms.parts_flush(1, %s)', set_id), test.text_keys('+4915100000806', 'none')) FROM sms.parts_due(10) WHERE number = '+4915100000806';
SELECT test.is((SELECT t.apart FROM pg_temp.texts AS t WHERE t.number = '+4915100000806'), true, 'parts whose sender was blocked meanwhile are kept apart');

-- ---- what could not be read is shown to nobody ----

INSERT INTO sms.raw_inbound (at, tenant, channel, account, state, reason, raw) VALUES (ops.clock(), 1, 1, 1, 'unparsed', 'x', 'secret'), (ops.clock(), 1, :shop, 1, 'unparsed', 'x', 'open');
CREATE FUNCTION pg_temp.raw(channel bigint) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE((test.call(format('sms.raw_show(%L, NULL, 1, %s, %L, %s)', c, test.who('eve'), 'administrator', r.id), test.command_keys(c, ops.key('raw', 1, r.id::text)))).body ->> 'raw', 'none')
	FROM test.command() AS c, sms.raw_inbound AS r WHERE r.state = 'unparsed' AND r.channel = $1
$$;
SELECT test.is(pg_temp.raw(1), 'none', 'the bytes of a call to a user''s own number are nobody''s');
SELECT test.is(pg_temp.raw(:shop), 'b3Blbg==', 'those to the contact center are who operates it''s');

-- ---- erased with the customer, and by age ----

DELETE FROM sms.outbox;
SELECT test.call(format('messaging.customer_export(%L, NULL, 1, %s, %L, 900, NULL, 10)', c, test.who('eve'), 'administrator'), test.command_keys(c)) AS exported FROM test.command() AS c \gset
SELECT test.is((:'exported'::ops.answer).body -> 'conversations', '[]', 'an export shows nothing of them');
SELECT test.call(format('messaging.customer_erase(%L, NULL, 1, %s, %L, 900, false)', c, test.who('eve'), 'administrator'),
	test.command_keys(c, ops.key('customer', 1, '900'), ops.key('customer_number', 1, '+4915100000801'))) AS erased FROM test.command() AS c \gset
SELECT test.is((:'erased'::ops.answer).body #>> '{counts,conversations}', '2', 'an erasure takes both');
DO $$ BEGIN FOR n IN 1..30 LOOP PERFORM ops.batch_begin('{}'); PERFORM messaging.erasures_step(100); PERFORM ops.batch_end(); END LOOP; END $$;
SELECT test.is((SELECT array_agg(DISTINCT c.number || c.state) FROM messaging.conversation AS c WHERE c.id IN (:c, (SELECT max(t.id) FROM pg_temp.texts AS t WHERE t.blocked AND t.id > :c AND t.number = 'erased'))), '{erasedclosed}', 'their numbers go');
SELECT test.is((SELECT count(*) FROM pg_temp.texts AS t WHERE t.text IN ('hello', 'one', 'two', 'yes')), 0::bigint, 'and their words');
SELECT test.is((SELECT count(*) FROM messaging.texts_list(1, test.who('wim'), false, NULL, 10) AS l WHERE l.item ->> 'id' = :'c'), 0::bigint, 'no list shows them');
SELECT test.is(test.text_in('+4915100000801', 'again') ->> 'outcome', 'blocked', 'who comes again begins again');
SELECT test.pass('40 days');
SELECT test.text_in('+4915100000803', 'still here');
UPDATE directory.tenant SET transcript_days = 30 WHERE id = 1;
DO $$ BEGIN FOR n IN 1..10 LOOP PERFORM ops.batch_begin('{}'); PERFORM messaging.transcripts_sweep(100); PERFORM ops.batch_end(); END LOOP; END $$;
SELECT test.is((SELECT array_agg(DISTINCT t.number) FROM pg_temp.texts AS t WHERE t.owner IS NOT NULL AND t.number <> 'erased'), '{+4915100000803}', 'what nobody has written in for the tenant''s days is erased, what goes on stays');
SELECT test.ok(test.wrong_loads() = 0, 'no agent has anything of it');

-- ---- to a channel of the organisation: when it is confirmed (SMS-10) ----

INSERT INTO directory.channel (tenant, id, medium, name, number, hook_key) VALUES (1, 88, 'sms', 'Support line', '+4930555088', 'hook-key-of-the-88');
SELECT test.is((a).outcome || ' ' || ((a).body ->> 'detail'), 'own_channel This is the number of your channel "Support line".', 'a user is asked, too') FROM pg_temp.start('+4930555088', 'hello') AS a;
SELECT test.is((pg_temp.start('+4930555088', 'hello', confirm => true)).outcome, 'created', 'and texts it who means it');
SELECT test.is((pg_temp.start('+4930555088', 'again')).outcome, 'created', 'once: there is a conversation now');
DELETE FROM directory.channel WHERE id = 88;

-- ---- held until the end of quiet hours: their owner alone cancels it (SMS-21) ----

CREATE FUNCTION pg_temp.cancel(message bigint, who text, role text, account bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.message_cancel(%L, NULL, 1, %s, %L, NULL, %L, %s)', c, COALESCE(test.who(who), 0), role, account, message),
		test.command_keys(c))).outcome FROM test.command() AS c
$$;
UPDATE sms.country SET quiet_start = to_char(h - interval '1 hour', 'HH24:MI'), quiet_end = to_char(h + interval '1 hour', 'HH24:MI')
	FROM (SELECT ops.clock() AT TIME ZONE 'Europe/Berlin' AS h) AS now_ WHERE iso2 = 'DE';
UPDATE sms.channel_carrier SET quiet_hours = 'hold';
SELECT (pg_temp.start('+4915100000899', 'good night')).body #>> '{message,id}' AS held \gset
SELECT test.is(m.delivery, 'held', 'a user''s text waits, too') FROM messaging.message AS m WHERE m.id = :held;
SELECT test.is(pg_temp.cancel(:held, 'eve', 'administrator', test.who('eve')) || ' ' || pg_temp.cancel(:held, NULL, 'integrator', NULL) || ' '
	|| pg_temp.cancel(:held, 'wim', 'agent', test.who('wim')), 'not_found not_found not_found', 'to nobody else it is there');
SELECT test.is(pg_temp.cancel(:held, 'wim', 'work', -test.who('wim')), 'ok', 'its owner cancels it');
SELECT test.is((SELECT count(*) FROM ops.event AS e WHERE e.kind = 5 AND e.key = :held AND e.type IS NOT NULL), 0::bigint, 'of which no integrator is told');
