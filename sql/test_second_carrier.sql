-- A channel's second carrier (SMS-34): who sends, that it holds the number (SMS-12), that no text goes by both.
\ir testing_work.sql
SELECT test.available('ann');
SELECT ops.holder_claim('group', 1, 1, 0, 0) AS epoch \gset
INSERT INTO sms.account (tenant, carrier, name) VALUES (1, 'sandbox', 'Second') RETURNING id AS second \gset
UPDATE sms.channel_carrier SET second_account = :second;

CREATE FUNCTION test.switch(second boolean, epoch bigint DEFAULT test.epoch()) RETURNS text
LANGUAGE sql AS $$
	SELECT test.row_(format('sms.carrier_switch(1, 1, %s, 1, %L)', epoch, second), ARRAY[ops.key('sender_group', 1, '1')]) ->> 'outcome'
$$;
-- An agent's text; its outbox id.
CREATE FUNCTION test.text_out(number text) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM test.say((test.handled(number, 'ann') ->> 'conversation')::bigint, 'ann', 'to ' || number);
	RETURN (SELECT max(o.id) FROM sms.outbox AS o WHERE o.number = text_out.number);
END $$;
CREATE FUNCTION test.begun(outbox bigint, probe boolean DEFAULT false, tried integer DEFAULT NULL) RETURNS bigint
LANGUAGE sql AS $$
	SELECT (test.row_(format('sms.send_begin(1, %s, 1, %s, %L, %L)', outbox, test.epoch(), tried, probe), '{}') ->> 'account')::bigint
$$;
CREATE FUNCTION test.found() RETURNS text[]
LANGUAGE sql AS $$ SELECT array_agg(l.words) FROM routing.lint(1) AS l WHERE l.kind = 'second_carrier_number' $$;

-- ---- which number it holds (SMS-12) ----

SELECT test.is(test.switch(true), 'not_found', 'an account that does not hold the number never takes over');
SELECT test.is((SELECT count(*) FROM sms.channels_load() WHERE second), 0::bigint, 'nor does a gateway know of it');
SELECT test.is(test.found(), ARRAY['The second carrier of the channel "Texts" does not hold its number: it never takes over.'], 'the linter says so');
UPDATE sms.account SET numbers = '{+15550000001,ACME}' WHERE id = :second;
SELECT test.is(test.found(), NULL, 'of one that holds it the linter says nothing');
SELECT test.is((SELECT array_agg(hook_key ORDER BY second) FROM sms.channels_load()), '{hook-key-0123456789,hook-key-0123456789-2}',
	'the second carrier calls at an address of its own');
SELECT test.fails('UPDATE sms.channel_carrier SET second_account = account', '23514', 'the second is another account than the first');
SELECT test.fails($$UPDATE sms.account SET numbers = '{no+number}'$$, '23514', 'a list of numbers holds numbers');

-- ---- who sends ----

SELECT test.text_out('+4915100000001') AS o1 \gset
SELECT test.is(test.begun(:o1), 1::bigint, 'the first sends');
SELECT test.is(test.switch(true), 'ok', 'the holder says that the second takes over');
SELECT test.is(test.switch(true), 'unchanged', 'once');
SELECT test.is((SELECT (detail ->> 'second')::boolean FROM ops.audit WHERE action = 'carrier_switch'), true, 'the audit log has it');
SELECT test.is(test.begun(:o1, tried => 0), 1::bigint, 'what was begun with the first stays with it');
SELECT test.text_out('+4915100000002') AS o2 \gset
SELECT test.is((SELECT h.second FROM sms.outbox_heads(1, 0, 10) AS h WHERE h.id = :o2), :second::bigint, 'who looks at the outbox sees who sends');
SELECT test.is(test.begun(:o2), :second::bigint, 'what is begun now goes by the second');
SELECT test.is(test.switch(false), 'ok', 'the first is back');
SELECT test.is(test.begun(:o2, tried => 0), :second::bigint, 'the same call again goes by the same carrier');
SELECT test.is(test.send_end(:o2, 1, 'retry', retry_ms => 0) ->> 'outcome', 'ok', 'the second refused it');
SELECT test.is(test.begun(:o2), 1::bigint, 'then the first has it');
SELECT test.send_end(:o2, 2, 'sent', 'P2');

SELECT test.switch(true);
SELECT test.text_out('+4915100000003') AS o3 \gset
SELECT test.is(test.begun(:o3, true), 1::bigint, 'one text tries the first');
SELECT test.send_end(:o3, 1, 'retry', retry_ms => 0);
SELECT test.is(test.begun(:o3), :second::bigint, 'in vain: it goes by the second');
SELECT test.send_end(:o3, 2, 'sent', 'P3');
SELECT test.is(test.receipt('P9', 'delivered', format('1.%s.%s', :o1, (SELECT message FROM sms.outbox WHERE id = :o1))) ->> 'outcome', 'ok',
	'a receipt of the first finds its text while the second sends');
SELECT test.is(test.row_(format('sms.receipt(%s, %L, %L, %L, NULL, NULL, %L)', :second, 'Q1', format('1.%s.%s', :o3, (SELECT message FROM sms.sent WHERE provider_id = 'P3')),
	'delivered', 'delivered'), '{}') ->> 'outcome', 'ok', 'one of the second finds its own');

UPDATE sms.account SET numbers = '{}' WHERE id = :second;
SELECT test.text_out('+4915100000004') AS o4 \gset
SELECT test.is(test.begun(:o4), 1::bigint, 'a second that lost the number sends nothing more');
UPDATE sms.account SET numbers = '{+15550000001}' WHERE id = :second;

-- ---- a takeover in the middle ----

SELECT test.text_out('+4915100000005') AS o5 \gset
SELECT test.is(test.begun(:o5, true), 1::bigint, 'a text is with the first');
SELECT ops.holder_claim('group', 1, 2, :epoch, 1) AS epoch2 \gset
SELECT test.is(test.switch(false, :epoch), 'fenced', 'a former holder switches nothing');
SELECT test.row_(format('sms.group_takeover(1, 1, %s)', :epoch2), '{}');
SELECT test.is((SELECT m.delivery FROM messaging.message AS m WHERE m.text = 'to +4915100000005'), 'unknown', 'what is in doubt with the first is unknown');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE id = :o5), 0::bigint, 'and the second never gets it');
SELECT test.text_out('+4915100000006') AS o6 \gset
SELECT test.is(test.begun(:o6), :second::bigint, 'the new holder goes on with the second');
SELECT test.fails($$SELECT sms.carrier_switch(1, 1, 1, 1, true)$$, 'P0004', 'without its key nothing is switched');

-- ---- an account without a signature (the linter) ----

CREATE FUNCTION test.unsigned() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM routing.lint(1) AS l WHERE l.kind = 'carrier_unsigned' $$;
SELECT test.is(test.unsigned(), 0::bigint, 'calls are signed');
UPDATE sms.account SET settings = settings || '{"unsigned": "yes"}' WHERE id = :second;
SELECT test.is(test.unsigned(), (SELECT count(*) FROM sms.channel_carrier AS k WHERE :second IN (k.account, k.second_account)), 'or not, by the second carrier: the channel is named');
UPDATE sms.account SET settings = settings || '{"unsigned": "no"}' WHERE id = :second;
SELECT test.is(test.unsigned(), 0::bigint, 'and no more');
