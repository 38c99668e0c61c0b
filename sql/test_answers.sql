-- Whom a person's text answers: not the customer whom it never reached (SMS-16, RT-13; docs/decisions/0021-figures.md).
\ir testing_work.sql
SELECT ops.holder_claim('group', 1, 1, 0, 0);
SELECT test.available('ann');
UPDATE routing.queue SET answer_ms = 60000 WHERE id = 1;
SELECT test.handled('+4915100000301', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i, (:'got'::jsonb ->> 'conversation')::bigint AS c \gset

-- When what has waited since was written; null: nothing waits.
CREATE FUNCTION pg_temp.waits(conversation bigint) RETURNS bigint
LANGUAGE sql AS $$
	SELECT m.seq FROM messaging.conversation AS k LEFT JOIN messaging.message AS m ON m.conversation = k.id AND m.at = k.unanswered_since
	WHERE k.id = waits.conversation
$$;
CREATE FUNCTION pg_temp.version(conversation bigint) RETURNS bigint
LANGUAGE sql AS $$ SELECT k.version FROM messaging.conversation AS k WHERE k.id = version.conversation $$;
-- A text of an agent that leaves; answers its sequence.
CREATE FUNCTION pg_temp.sent(conversation bigint, username text, provider_id text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	frame jsonb := (test.say(conversation, username, 'Here you are.')).body;
	o sms.outbox;
BEGIN
	SELECT * INTO o FROM sms.outbox AS r WHERE r.message = (frame ->> 'id')::bigint;
	PERFORM test.send_begin(o.id);
	PERFORM test.send_end(o.id, 1, 'sent', provider_id);
	RETURN o.seq;
END $$;
SELECT test.is(pg_temp.waits(:c), 1::bigint, 'a customer waits since their first text');
SELECT test.is(pg_temp.sent(:c, 'ann', 'A1'), 2::bigint, 'an agent replies');
SELECT test.is(pg_temp.waits(:c), NULL, 'which answers');
SELECT test.pass('5 minutes'), test.receipt('A1', 'unknown');
SELECT pg_temp.version(:c) AS version \gset
SELECT test.is(test.receipt('A1', 'undelivered') ->> 'outcome', 'ok', 'the carrier did not deliver it');
SELECT test.is(pg_temp.waits(:c), 1::bigint, 'so the customer waits since the text that it was to answer');
SELECT test.is(pg_temp.version(:c), :version::bigint + 1, 'and pages are told');
SELECT test.is((SELECT s.state ->> 'unanswered_since' FROM messaging.conversation_state(1, :c) AS s),
	(SELECT ops.rfc3339(m.at) FROM messaging.message AS m WHERE m.conversation = :c AND m.seq = 1), 'since when they wait');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10) AS d WHERE d.interaction = :i), 0::bigint, 'nobody is late who answered in time');
SELECT test.pass('59 s');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10) AS d WHERE d.interaction = :i), 0::bigint, 'the limit for an answer');
SELECT test.pass('1 s');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10) AS d WHERE d.interaction = :i), 1::bigint, 'counts from when the failure was known (RT-13)');
SELECT test.receipt('A1', 'failed');
SELECT test.is(pg_temp.version(:c), :version::bigint + 1, 'a second failure changes nothing');
SELECT test.receipt('A1', 'delivered');
SELECT test.is(pg_temp.waits(:c), NULL, 'one that came after all has answered');

SELECT test.text_in('+4915100000301', 'And the price?'), test.pass('5 s');
SELECT test.text_in('+4915100000301', 'Hello?');
SELECT test.is(pg_temp.waits(:c), 3::bigint, 'the first text that nobody has answered');
SELECT pg_temp.sent(:c, 'ann', 'A2') AS a2, pg_temp.sent(:c, 'ann', 'A3') AS a3 \gset
SELECT test.receipt('A2', 'failed');
SELECT test.is(pg_temp.waits(:c), NULL, 'of two replies one has not failed');
SELECT test.receipt('A3', 'failed');
SELECT test.is(pg_temp.waits(:c), 3::bigint, 'when both have, none answers');
SELECT test.text_in('+4915100000301', 'Still there?');
SELECT pg_temp.sent(:c, 'ann', 'A4') AS a4 \gset
SELECT test.is(pg_temp.waits(:c), NULL, 'sent again, it answers');
SELECT test.text_in('+4915100000301', 'Thanks');
SELECT test.is(test.receipt('A4', 'blocked') ->> 'outcome', 'ok', 'a block at the carrier');
SELECT test.pass('61 s');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10) AS d WHERE d.interaction = :i), 0::bigint, 'whom nobody may text, nobody is late to answer');
SELECT test.is((test.call(format('routing.answer_missed(1, %s)', :i), ARRAY[test.agent_key('ann'), messaging.key_of(1, :c)])).outcome, 'stale', 'nor is the chat taken from who has it');
SELECT test.is(pg_temp.waits(:c), 3::bigint, 'is a failure, too: whoever wrote later does not wait since then alone');

SELECT test.text_in('+4915100000301', 'START', 'start'), test.pass('59 s');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10) AS d WHERE d.interaction = :i), 0::bigint, 'who may be texted again is answered within the limit');
SELECT test.pass('1 s');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10) AS d WHERE d.interaction = :i), 1::bigint, 'from then on');

-- What ends before it leaves: expired, rejected at once; not what nobody knows of.
CREATE FUNCTION pg_temp.ends(conversation bigint, given text, retry_ms bigint DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	frame jsonb := (test.say(conversation, 'ann', 'Once more.')).body;
	o sms.outbox;
BEGIN
	SELECT * INTO o FROM sms.outbox AS r WHERE r.message = (frame ->> 'id')::bigint;
	PERFORM test.send_begin(o.id);
	PERFORM test.send_end(o.id, 1, given, NULL, retry_ms);
	RETURN (SELECT m.delivery FROM messaging.message AS m WHERE m.id = o.message) || ' ' || COALESCE(pg_temp.waits(conversation)::text, 'answered');
END $$;
SELECT test.is(pg_temp.ends(:c, given, retry_ms), ends, given || ' ' || ends) FROM (VALUES ('failed', NULL, 'failed 3'), ('rejected', NULL, 'rejected 3'),
	('retry', 100000000, 'expired 3'), ('unknown', NULL, 'unknown answered')) AS w (given, retry_ms, ends);
SELECT test.text_in('+4915100000301', 'One more thing');
SELECT max(seq) AS asked FROM messaging.message WHERE conversation = :c \gset
SELECT (test.say(:c, 'ann', 'Too late.')).body ->> 'id' AS m \gset
SELECT id AS o FROM sms.outbox WHERE message = :m \gset
SELECT test.is(pg_temp.waits(:c), NULL, 'what waits to be sent answers');
SELECT test.pass('25 hours');
SELECT test.is(test.send_begin(:o) ->> 'outcome', 'expired', 'until it is too late for it');
SELECT test.is(pg_temp.waits(:c), :asked::bigint, 'then it does not');

-- Who wrote again before a reply failed had that to be answered already.
SELECT pg_temp.sent(:c, 'ann', 'A6') AS a6, test.pass('61 s') \gset
SELECT test.text_in('+4915100000301', 'And?'), test.pass('59 s'), test.receipt('A6', 'failed');
SELECT test.is(pg_temp.waits(:c), :asked::bigint, 'a customer who wrote again waits since before');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10) AS d WHERE d.interaction = :i), 0::bigint, 'the limit for an answer to what they wrote');
SELECT test.pass('1 s');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10) AS d WHERE d.interaction = :i), 1::bigint, 'is neither shorter nor longer');

-- Nor does one answer that is cancelled while it waits for the end of quiet hours (SMS-21).
SELECT (test.say(:c, 'ann', 'In the morning.')).body ->> 'id' AS m \gset
UPDATE messaging.message SET delivery = 'held' WHERE id = :m;
UPDATE sms.outbox SET held_until = not_before WHERE message = :m;
SELECT test.is(pg_temp.waits(:c), NULL, 'what is held answers');
SELECT test.is((test.call(format('messaging.message_cancel(%L, NULL, 1, %s, ''agent'', NULL, NULL, %s)', k, test.who('ann'), :m), test.command_keys(k))).outcome, 'ok', 'until it is cancelled')
FROM test.command() AS k;
SELECT test.is(pg_temp.waits(:c), :asked::bigint, 'then it does not');

-- An automatic text neither answers nor fails to; what has ended waits for nothing.
SELECT pg_temp.sent(:c, 'ann', 'A5') AS a5 \gset
SELECT ops.batch_begin(ARRAY[messaging.key_of(1, :c)]), messaging.reply_automatic(1, :c, 'We are closed.', false), ops.batch_end();
SELECT pg_temp.version(:c) AS version, id AS o FROM sms.outbox WHERE conversation = :c \gset
SELECT test.send_begin(:o), test.send_end(:o, 1, 'failed');
SELECT test.is(pg_temp.version(:c), :version::bigint, 'an automatic text that fails changes nothing');
SELECT test.end_(:i, 'ann', NULL);
SELECT pg_temp.version(:c) AS version \gset
SELECT test.is(test.receipt('A5', 'failed') ->> 'outcome', 'ok', 'a reply fails after the end');
SELECT test.is(pg_temp.version(:c), :version::bigint, 'in what has ended nobody waits');
