-- Block lists (SMS-24): whose texts are stored, marked, and offered to nobody.
\ir testing_work.sql
SELECT test.available('ann');
INSERT INTO sms.blocked_number (tenant, channel_id, number, number_hash, reason) VALUES
	(1, 1, '+4915100000701', test.hash('+4915100000701'), 'Threats'), (1, NULL, '+4915100000702', test.hash('+4915100000702'), 'Threats'),
	(2, NULL, '+4915100000703', test.hash('+4915100000703'), 'Another tenant''s');
CREATE VIEW pg_temp.texts AS SELECT c.number, m.text, m.direction, m.blocked, c.state, c.interaction FROM messaging.message AS m
	JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation;

SELECT test.is(test.text_in(n.number, 'hello', provider_id => 'B' || n.number) ->> 'outcome', n.outcome, n.what) FROM (VALUES
	('+4915100000701', 'blocked', 'a number that is blocked by the channel'), ('+4915100000702', 'blocked', 'or by all'),
	('+4915100000703', 'accepted', 'not by another tenant')) AS n (number, outcome, what);
SELECT test.is(test.text_in('+4915100000701', 'hello', provider_id => 'B+4915100000701') ->> 'outcome', 'duplicate', 'the same again is a duplicate');
SELECT test.is((SELECT t.text || t.blocked || t.state || (t.interaction IS NULL) FROM pg_temp.texts AS t WHERE t.number = '+4915100000702'),
	'hellotrueclosedtrue', 'its text is stored and marked, in no interaction');
SELECT test.is((SELECT count(*) FROM sms.raw_inbound AS r WHERE r.provider_id = 'B+4915100000701'), 1::bigint, 'as it came, too');
SELECT test.is((SELECT messaging.message_json(m) ->> 'blocked' FROM messaging.message AS m WHERE m.blocked LIMIT 1), 'true', 'who reads it sees that');
SELECT test.is((SELECT bool_or(messaging.message_json(m) ? 'blocked') FROM messaging.message AS m WHERE m.blocked IS NULL), false, 'other texts say nothing of it');
SELECT test.is((SELECT count(*) FROM ops.event AS e JOIN messaging.message AS m ON e.kind = 5 AND e.key = m.id WHERE m.blocked AND e.type IS NOT NULL), 0::bigint, 'integrators are not told');

SELECT test.is(test.text_in('+4915100000702', 'STOP', 'stop', 'You are out.') ->> 'outcome', 'blocked', 'a stop word');
SELECT test.is((SELECT o.state FROM sms.opt_out AS o WHERE o.number_hash = test.hash('+4915100000702')), 'stopped', 'counts');
SELECT test.is(test.text_in('+4915100000702', 'HELP', 'help', 'We help.') ->> 'outcome', 'blocked', 'a help word');
SELECT test.is((SELECT count(*) FROM pg_temp.texts AS t WHERE t.number = '+4915100000702' AND t.direction = 'out'), 0::bigint, 'neither is answered');

-- An open conversation stays as it is; parts that came before the block are shown to nobody.
SELECT test.text_in('+4915100000704', 'before');
SELECT test.text_in('+4915100000705', 'A', ref => 7, total => 2, part => 1);
INSERT INTO sms.blocked_number (tenant, number, number_hash, reason) SELECT 1, n, test.hash(n), 'Threats' FROM unnest('{+4915100000704,+4915100000705}'::text[]) AS n;
SELECT test.text_in('+4915100000704', 'after');
SELECT test.is((SELECT array_agg(t.text || t.state ORDER BY t.state DESC) FROM pg_temp.texts AS t WHERE t.number = '+4915100000704'), '{beforeopen,afterclosed}', 'a text joins no open conversation');
SELECT test.pass('11 minutes');
SELECT test.row_(format('sms.parts_flush(1, %s)', set_id), test.text_keys('+4915100000705', 'none')) AS flushed FROM sms.parts_due(10) WHERE number = '+4915100000705' \gset
SELECT test.is(:'flushed'::jsonb ->> 'interaction', NULL, 'nor do parts that are shown with a gap begin an interaction');
SELECT test.is((SELECT t.blocked FROM pg_temp.texts AS t WHERE t.number = '+4915100000705'), true, 'they are marked, too');

-- A text that no agent wrote (a closing text, an overflow's) is for nobody who is blocked; what waits for somebody else gets it.
SELECT test.text_in('+4915100000706', 'hello', provider_id => 'B6');
SELECT test.is((SELECT count(*) FROM messaging.conversation AS c WHERE c.number IN ('+4915100000703', '+4915100000704', '+4915100000706') AND c.state = 'open'), 3::bigint, 'all are open');
SELECT test.is(test.row_(format('messaging.reply_automatic(1, %s, ''We are closed.'', false)', c.id), ARRAY[messaging.key_of(1, c.id)]) #>> '{}',
	(c.number = '+4915100000706')::text, 'nor does a text that no agent wrote go to one: ' || c.number)
FROM messaging.conversation AS c WHERE c.number IN ('+4915100000704', '+4915100000706') AND c.state = 'open';

-- Whoever texts one is asked: with the reason of the channel's own entry before that for all. Of another tenant's list nothing.
SELECT test.is(messaging.confirm_problem(c, false, false, false), CASE WHEN c.number = '+4915100000704' THEN 'number_blocked' END, 'a reply to one asks'),
	test.is(messaging.confirm_problem(c, false, false, true), NULL, 'and not who has said so')
FROM messaging.conversation AS c WHERE c.number IN ('+4915100000703', '+4915100000704', '+4915100000706') AND c.state = 'open';
INSERT INTO sms.blocked_number (tenant, number, number_hash, reason) VALUES (1, '+4915100000701', test.hash('+4915100000701'), 'Everywhere');
SELECT test.is(sms.block_words(1, 1, '+4915100000701', test.hash('+4915100000701')), 'This number is blocked: Threats', 'by its own channel''s reason'),
	test.is(sms.block_words(1, 77, '+4915100000702', test.hash('+4915100000702')), 'This number is blocked: Threats', 'by that of all'),
	test.is(sms.block_words(2, 1, '+4915100000701', test.hash('+4915100000701')), NULL, 'not in another tenant');
DELETE FROM sms.blocked_number WHERE reason = 'Everywhere';

-- What they have written is listed, newest first, page by page; for their tenant alone.
SELECT test.is((SELECT string_agg(t.item ->> 'text', ',') FROM messaging.blocked_texts(1, NULL, 100) AS t), 'A[part 2 of 2 missing],after,HELP,STOP,hello,hello', 'all, newest first');
SELECT test.is((WITH RECURSIVE page AS (
		SELECT t.item ->> 'text' AS text, t.cursor, 1 AS n FROM messaging.blocked_texts(1, NULL, 1) AS t
		UNION ALL SELECT t.item ->> 'text', t.cursor, p.n + 1 FROM page AS p CROSS JOIN LATERAL messaging.blocked_texts(1, p.cursor, 1) AS t)
	SELECT string_agg(p.text, ',' ORDER BY p.n) FROM page AS p), 'A[part 2 of 2 missing],after,HELP,STOP,hello,hello', 'each once');
SELECT test.is((SELECT count(*) FROM messaging.blocked_texts(2, NULL, 100)), 0::bigint, 'nobody else''s');

-- It leaves the list as its conversation is erased.
SELECT c.id AS spoken FROM messaging.conversation AS c JOIN messaging.message AS m ON m.tenant = c.tenant AND m.conversation = c.id WHERE m.text = 'after' \gset
SELECT test.is(messaging.conversation_erase(1, :spoken, 'Erased', 100), true, 'what it has written is erased');
SELECT test.is((SELECT string_agg(t.item ->> 'text', ',') FROM messaging.blocked_texts(1, NULL, 100) AS t), 'A[part 2 of 2 missing],HELP,STOP,hello,hello', 'and leaves the list, the others stay');

-- Who is erased stays blocked, by the hash alone.
SELECT sms.personal_erase(1, '{+4915100000702}', '-infinity', 0, 10);
SELECT test.is((SELECT count(*) FILTER (WHERE b.number IS NULL) || '/' || count(*) FROM sms.blocked_number AS b WHERE b.tenant = 1), '1/4', 'the number goes');
SELECT test.is(test.text_in('+4915100000702', 'me again') ->> 'outcome', 'blocked', 'the block stays');
