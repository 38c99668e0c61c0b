-- Many texts begun, and ended, in one call: what stands in one's way holds up that one alone (rule 8; SMS-23, SMS-31, SMS-34).
\ir testing_work.sql
SELECT test.available('ann');
SELECT ops.holder_claim('group', 1, 1, 0, 0) AS epoch \gset

-- One who waits for each number; answers the outbox id of a text to them.
CREATE FUNCTION test.queued(number text, text text DEFAULT 'hello') RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	c bigint := (SELECT k.id FROM messaging.conversation AS k WHERE k.number = queued.number AND k.state = 'open');
BEGIN
	c := COALESCE(c, (test.handled(number, 'ann') ->> 'conversation')::bigint);
	PERFORM test.say(c, 'ann', text);
	RETURN (SELECT max(o.id) FROM sms.outbox AS o WHERE o.conversation = c);
END $$;

-- What the daemon asks, with the keys that it declares. Answers the rows.
CREATE FUNCTION test.sends_begin(ids bigint[], tried integer DEFAULT 0, epoch bigint DEFAULT test.epoch(), probes bigint[] DEFAULT '{}')
RETURNS TABLE (id bigint, text text, attempt integer, account bigint, message bigint, version bigint, news jsonb)
LANGUAGE plpgsql AS $$
DECLARE
	messages bigint[] := ARRAY(SELECT o.message FROM unnest(ids) WITH ORDINALITY AS w (id, n) JOIN sms.outbox AS o ON o.id = w.id ORDER BY w.n);
BEGIN
	PERFORM ops.batch_begin(ARRAY(SELECT ops.key('message', 1, m::text) FROM unnest(messages) AS m));
	RETURN QUERY SELECT b.id, b.text, b.attempt, b.account, b.message, b.version, b.news
	FROM sms.sends_begin(1, 1, epoch, ids, messages, array_fill(tried, ARRAY[cardinality(ids)]), probes) AS b;
	PERFORM ops.batch_end();
END $$;

CREATE FUNCTION test.sends_sent(ids bigint[], messages bigint[], provider_ids text[], epoch bigint DEFAULT test.epoch(), more bigint[] DEFAULT NULL)
RETURNS TABLE (id bigint, version bigint, news jsonb)
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(COALESCE(more, ARRAY(SELECT ops.key('message', 1, m::text) FROM unnest(messages) AS m)
		|| ARRAY(SELECT ops.key('provider', 0, '1:' || p) FROM unnest(provider_ids) AS p)));
	RETURN QUERY SELECT s.id, s.version, s.news FROM sms.sends_sent(1, 1, epoch, ids, messages, array_fill(1, ARRAY[cardinality(ids)]),
		array_fill(1::bigint, ARRAY[cardinality(ids)]), provider_ids) AS s;
	PERFORM ops.batch_end();
END $$;

CREATE FUNCTION test.message_of(outbox bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT o.message FROM sms.outbox AS o WHERE o.id = outbox $$;

-- ---- what can be begun is, the others are left as they are ----

SELECT test.queued('+4915100000001', 'one') AS o1, test.queued('+4915100000002', 'two') AS o2, test.queued('+4915100000003') AS stopped,
	test.queued('+4915100000004') AS old, test.queued('+4915100000005') AS later \gset
SELECT test.queued('+4915100000001', 'after one') AS second \gset
INSERT INTO sms.opt_out (tenant, channel, number_hash, state, since) SELECT 1, o.channel, o.number_hash, 'stopped', ops.clock() FROM sms.outbox AS o WHERE o.id = :stopped;
UPDATE sms.outbox SET valid_until = ops.clock() WHERE id = :old;
UPDATE sms.outbox SET not_before = ops.clock() + interval '1 hour' WHERE id = :later;
SELECT array_agg(o ORDER BY o) AS all_ FROM unnest(ARRAY[:o1, :o2, :stopped, :old, :later, :second]::bigint[]) AS o \gset

SELECT test.is((SELECT count(*) FROM test.sends_begin(:'all_', epoch => 999)), 0::bigint, 'who does not hold the group begins nothing');
SELECT test.is((SELECT count(*) FROM test.sends_begin(:'all_', tried => 1)), 0::bigint, 'nor who saw another attempt');
SELECT test.is((SELECT string_agg(DISTINCT state, ',') FROM sms.outbox), 'queued', 'and all is as it was');

CREATE TABLE test.begun AS SELECT * FROM test.sends_begin(:'all_');
SELECT test.is((SELECT array_agg(id ORDER BY id) FROM test.begun), ARRAY[:o1, :o2]::bigint[],
	'begun are those that nothing stands in the way of: not who has stopped, what is too old, what is not due, what is not the first of its customer');
SELECT test.is((SELECT string_agg(text || '/' || attempt || '/' || account, ' ' ORDER BY id) FROM test.begun), 'one/1/1 two/1/1', 'each with its text, attempt, account');
SELECT test.is((SELECT string_agg(state || '/' || attempt || '/' || epoch, ' ' ORDER BY id) FROM sms.outbox WHERE id IN (:o1, :o2)),
	format('sending/1/%s sending/1/%s', :epoch, :epoch), 'the outbox says so');
SELECT test.is((SELECT string_agg(m.delivery, ' ' ORDER BY m.id) FROM messaging.message AS m WHERE m.id IN (SELECT message FROM test.begun)), 'sending sending', 'and the messages');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE id = ANY (:'all_') AND state = 'queued' AND attempt = 0), 4::bigint, 'the others are left as they are');
SELECT test.is((SELECT count(*) FROM messaging.message WHERE delivery = 'queued'), 4::bigint, 'for send_begin to decide');
SELECT test.is(test.send_begin(:stopped) ->> 'outcome', 'opted_out', 'which tells the opt-out');
SELECT test.is(test.send_begin(:old) ->> 'outcome', 'expired', 'the end of the validity');
SELECT test.is(test.send_begin(:second) ->> 'outcome', 'wait', 'and the order');

SELECT test.is((SELECT array_agg(e.key ORDER BY e.id) FROM ops.event AS e WHERE e.type = 'receipt.sending'), (SELECT array_agg(message ORDER BY id) FROM test.begun),
	'each has its event');
SELECT test.is((SELECT string_agg(e.version::text, ' ') FROM ops.event AS e WHERE e.type = 'receipt.sending'), (SELECT string_agg(version::text, ' ') FROM test.begun), 'with its version');
SELECT test.is((SELECT count(*) FROM test.begun WHERE news #>> '{0,state,delivery,state}' = 'sending' AND news #>> '{0,audience,0}' = test.who('ann')::text),
	2::bigint, 'and the news for the page that shows it');
SELECT test.is((SELECT count(*) FROM test.sends_begin(ARRAY[:o1, :o2]::bigint[])), 0::bigint, 'the same call again begins nothing twice');
SELECT test.is(test.row_(format('sms.send_begin(1, %s, 1, %s, 0)', :o1, test.epoch()), '{}') ->> 'outcome', 'send', 'send_begin knows it again');
SELECT test.queued('+4915100000006', 'six') AS o6 \gset
SELECT test.fails(format('SELECT ops.batch_begin(%L); SELECT * FROM sms.sends_begin(1, 1, %s, ARRAY[%s]::bigint[], ARRAY[%s]::bigint[], ARRAY[0], ARRAY[]::bigint[])',
	'{}', :epoch, :o6, test.message_of(:o6)), 'P0004', 'without its keys nothing is begun');
SELECT test.is((SELECT count(*) FROM sms.sends_begin(1, 1, :epoch, ARRAY[:o6]::bigint[], ARRAY[1]::bigint[], ARRAY[0], ARRAY[]::bigint[])), 0::bigint,
	'nor what is another message than was said: its key is not held');

-- ---- by which carrier (SMS-34) ----

INSERT INTO sms.account (tenant, carrier, name, numbers) VALUES (1, 'sandbox', 'Second', ARRAY(SELECT number FROM sms.channel_carrier)) RETURNING id AS second_account \gset
UPDATE sms.channel_carrier SET second_account = :second_account;
INSERT INTO sms.carrier_turn (tenant, channel, account, since) VALUES (1, 1, :second_account, ops.clock());
UPDATE sms.outbox SET not_before = message_at WHERE id = :later;
SELECT test.is((SELECT array_agg(account ORDER BY id) FROM test.sends_begin(ARRAY[:later, :o6]::bigint[], probes => ARRAY[:later]::bigint[])), ARRAY[1, :second_account]::bigint[],
	'texts go by the carrier that sends now, and one tries the first');
DELETE FROM sms.carrier_turn;

-- ---- what a carrier took ----

SELECT array_agg(message ORDER BY id) AS messages FROM test.begun \gset
SELECT test.receipt('SM2', 'delivered');
CREATE TABLE test.sent AS SELECT * FROM test.sends_sent(ARRAY[:o1, :o2]::bigint[], :'messages', '{SM1,SM2}');
SELECT test.is((SELECT array_agg(id) FROM test.sent), ARRAY[:o1]::bigint[], 'ended are those that nothing came before: a receipt did');
SELECT test.is((SELECT array_agg(id) FROM sms.outbox WHERE id IN (:o1, :o2)), ARRAY[:o2]::bigint[], 'what has ended leaves the outbox');
SELECT test.is((SELECT string_agg(delivery, ' ' ORDER BY id) FROM messaging.message WHERE id = ANY (:'messages')), 'sent sending', 'and is sent');
SELECT test.is((SELECT taken_version FROM messaging.message WHERE id = (:'messages'::bigint[])[1]), (SELECT version FROM test.sent), 'it counts for the reports');
SELECT test.is((SELECT array_agg(provider_id || '/' || account || '/' || message) FROM sms.sent), ARRAY['SM1/1/' || (:'messages'::bigint[])[1]], 'the carrier''s id leads to it');
SELECT test.is((SELECT news #>> '{0,state,delivery,state}' FROM test.sent), 'sent', 'its page is told');
SELECT test.is(test.receipt('SM1', 'delivered') ->> 'changed', 'true', 'a receipt finds it');
SELECT test.is(test.send_end(:o2, 1, 'sent', 'SM2') ->> 'outcome', 'ok', 'the other is ended alone');
SELECT test.is((SELECT delivery FROM messaging.message WHERE id = (:'messages'::bigint[])[2]), 'delivered', 'with the receipt that came first');
SELECT test.is((SELECT count(*) FROM test.sends_sent(ARRAY[:o1, :o2]::bigint[], :'messages', '{SM1,SM2}')), 0::bigint, 'the same call again ends nothing twice');

SELECT test.is((SELECT array_agg(id) FROM test.sends_begin(ARRAY[:second]::bigint[])), ARRAY[:second]::bigint[], 'with the first of a customer gone the second begins');
SELECT test.message_of(:second) AS m \gset
SELECT test.is((SELECT count(*) FROM test.sends_sent(ARRAY[:second]::bigint[], ARRAY[:m]::bigint[], '{SM3}', epoch => 999)), 0::bigint, 'what another epoch began it does not end');
SELECT test.fails(format('SELECT * FROM test.sends_sent(ARRAY[%s]::bigint[], ARRAY[%s]::bigint[], %L, more => ARRAY[ops.key(%L, 1, %L)])', :second, :m, '{SM3}', 'message', :m), 'P0004',
	'without the key of the carrier''s id nothing is ended');
SELECT test.fails(format('SELECT * FROM test.sends_sent(ARRAY[%s]::bigint[], ARRAY[%s]::bigint[], %L, more => ARRAY[ops.key(%L, 0, %L)])', :second, :m, '{SM3}', 'provider', '1:SM3'), 'P0004',
	'nor without the message''s');

-- What nobody's page shows is told by its version alone: the answer to a stop word, which also leaves in spite of the block.
SELECT test.text_in('+4915100000009', 'STOP', 'stop', 'You are out.');
SELECT id AS out, message AS m FROM sms.outbox WHERE number = '+4915100000009' \gset
SELECT test.is((SELECT array_agg(text || '/' || version || '/' || (news IS NULL)) FROM test.sends_begin(ARRAY[:out]::bigint[])), ARRAY['You are out./2/true'],
	'what nobody''s page shows has no news but its version');
SELECT test.is((SELECT array_agg(version || '/' || (news IS NULL)) FROM test.sends_sent(ARRAY[:out]::bigint[], ARRAY[:m]::bigint[], '{SM9}')), ARRAY['3/true'], 'also when it was sent');
SELECT test.fails(format('SELECT messaging.set_deliveries(1, %L, %L, %L, %L)', '{}', '{}', '{}', 'failed'), 'P0004', 'an end of which clients are told is no matter for many');
