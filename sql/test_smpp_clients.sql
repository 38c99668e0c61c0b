-- Integrators' SMPP clients: their texts and parts, what is told to them and kept until they have it.
\ir testing_work.sql
SELECT test.available('ann');
SELECT ops.holder_claim('group', 1, 1, 0, 0) AS epoch \gset
INSERT INTO sms.smpp_client (tenant, name, system_id, password_hash, channel_ids, inbound) VALUES (1, 'Shop', 'shop', '\x01', '{1}', true) RETURNING id AS client \gset
INSERT INTO sms.smpp_client (tenant, name, system_id, password_hash, channel_ids) VALUES (1, 'Other', 'other', '\x02', '{1}') RETURNING id AS other \gset

CREATE FUNCTION test.submit(client bigint, number text, text text, receipt integer DEFAULT 1, ref integer DEFAULT NULL, total integer DEFAULT NULL,
	part integer DEFAULT NULL, submission bigint DEFAULT NULL, command bytea DEFAULT test.command()) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.client_submit(%L, 1, %s, 1, %L, %L, %L, %L, 1, %s::smallint, %L::integer, %L::smallint, %L::smallint, %L::bigint)', command, client, number,
		test.hash(number), text, 'GSM-7', receipt, ref, total, part, submission),
		test.command_keys(command, ops.key('conversation', 1, '1:' || number), ops.key('customer_number', 1, number)))
$$;
CREATE FUNCTION test.due(client bigint) RETURNS TABLE (id bigint, submission bigint, state text, text text, number text) LANGUAGE sql AS $$
	SELECT d.id, d.submission, d.state, d.text, d.number FROM sms.client_deliveries(1, client, 7, '{}', 100) AS d
$$;
CREATE FUNCTION test.held(client bigint, boot bigint, let_go boolean DEFAULT false) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	held boolean;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('smpp_client', 1, client::text)]);
	held := sms.client_hold(1, client, boot, let_go);
	PERFORM ops.batch_end();
	RETURN held;
END $$;

-- ---- who binds ----

SELECT test.is((SELECT client FROM sms.client_find('shop', '\x01', 10)), :client::bigint, 'who has the password is found');
SELECT test.is((SELECT count(*) FROM sms.client_find('shop', '\x02', 10)), 0::bigint, 'with another''s it is not');

-- ---- a text ----

SELECT test.command() AS command \gset
SELECT test.submit(:client, '+4915100000009', 'hello', command => :'command') AS a \gset
SELECT test.is(:'a'::jsonb ->> 'outcome', 'ok', 'a text is taken');
SELECT test.submit(:client, '+4915100000009', 'hello', command => :'command') AS b \gset
SELECT test.is(:'b'::jsonb ->> 'id', :'a'::jsonb ->> 'id', 'the same command again is the same text');
SELECT test.is((SELECT count(*) FROM sms.outbox AS o WHERE o.number = '+4915100000009'), 1::bigint, 'and is sent once');
SELECT test.is((SELECT state FROM sms.client_state(1, :client, (:'a'::jsonb ->> 'id')::bigint)), 'queued', 'the client may ask');
SELECT test.is((SELECT count(*) FROM sms.client_state(1, :other, (:'a'::jsonb ->> 'id')::bigint)), 0::bigint, 'another one may not');

-- ---- its receipt ----

SELECT o.id AS outbox, o.conversation AS c FROM sms.outbox AS o WHERE o.number = '+4915100000009' \gset
SELECT test.send_begin(:outbox);
SELECT test.send_end(:outbox, 1, 'sent', 'P1');
SELECT test.is((SELECT count(*) FROM sms.client_delivery), 0::bigint, 'what is sent is no news to it');
SELECT test.receipt('P1', 'delivered'), test.receipt('P1', 'delivered');
SELECT test.is((SELECT count(*) FROM test.due(:client)), 0::bigint, 'who does not hold the client delivers nothing');
SELECT test.is(test.held(:client, 7), true, 'a gateway holds it');
SELECT test.is(test.held(:client, 8), false, 'no other does');
SELECT test.is((SELECT array_agg((d.submission::text, d.state, d.number)::text) FROM test.due(:client) AS d), ARRAY[format('(%s,delivered,+4915100000009)', :'a'::jsonb ->> 'id')],
	'its end is, once');
SELECT test.is((SELECT count(*) FROM test.due(:other)), 0::bigint, 'nobody else is told');
SELECT test.pass('16 seconds');
SELECT test.is(test.held(:client, 8), true, 'after a silence another gateway holds it');
SELECT test.is(test.held(:client, 8, true), false, 'and lets go');
SELECT test.is(test.held(:client, 7), true, 'so that the next one need not wait');

-- ---- customers' texts ----

SELECT test.text_in('+4915100000008', 'to you all');
SELECT test.is((SELECT array_agg(d.text) FROM test.due(:client) AS d WHERE d.submission IS NULL), '{to you all}', 'a customer''s text is for who takes them');
SELECT test.is((SELECT count(*) FROM sms.client_delivery AS d WHERE d.client = :other), 0::bigint, 'for nobody else');

-- ---- parts ----

SELECT test.submit(:client, '+4915100000007', 'one ', 1, 5, 2, 1) AS p1 \gset
SELECT test.is(:'p1'::jsonb ->> 'outcome', 'part_kept', 'a part is kept');
SELECT test.submit(:client, '+4915100000007', 'two', 1, 5, 2, 2) AS p2 \gset
SELECT test.is(:'p2'::jsonb ->> 'text', 'one two', 'the last one makes it whole');
SELECT test.submit(:client, '+4915100000007', 'one two', 1, 5, 2, 0, (:'p2'::jsonb ->> 'id')::bigint) AS whole \gset
SELECT test.is(:'whole'::jsonb ->> 'id', :'p2'::jsonb ->> 'id', 'which has the last part''s id');
SELECT test.is((SELECT count(DISTINCT m.id) FROM sms.client_message AS m WHERE m.id IN ((:'p1'::jsonb ->> 'id')::bigint, (:'p2'::jsonb ->> 'id')::bigint)), 2::bigint, 'and each of its parts is known');
SELECT test.is((SELECT count(*) FROM sms.client_part), 0::bigint, 'none is kept');

SELECT test.submit(:client, '+4915100000007', 'old ', 1, 6, 2, 1) AS p3 \gset
SELECT test.submit(:client, '+4915100000007', 'new ', 1, 6, 2, 1) AS p4 \gset
SELECT test.is((SELECT array_agg(d.state) FROM test.due(:client) AS d WHERE d.submission = (:'p3'::jsonb ->> 'id')::bigint), '{undelivered}', 'a reference that is used again ends what was kept for it');
SELECT test.pass('11 minutes');
SELECT test.is(sms.client_sweep(100) >= 1, true, 'what stays alone ends');
SELECT test.held(:client, 7);
SELECT test.is((SELECT array_agg(d.state) FROM test.due(:client) AS d WHERE d.submission = (:'p4'::jsonb ->> 'id')::bigint), '{undelivered}', 'and the client is told');

-- ---- kept for a while ----

SELECT test.pass('73 hours');
SELECT sms.client_sweep(1000);
SELECT test.is((SELECT count(*) FROM sms.client_delivery), 0::bigint, 'what nobody took is kept for 72 hours');
