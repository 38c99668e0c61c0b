-- Carriers by SMPP: several parts of a message, ids of unknown base, inbound texts without an id, halves of pairs.
\ir testing_work.sql
SELECT test.available('ann');
SELECT ops.holder_claim('group', 1, 1, 0, 0) AS epoch \gset
SELECT test.handled('+4915100000001', 'ann') ->> 'conversation' AS c \gset

CREATE FUNCTION test.parts_end(outbox bigint, attempt integer, VARIADIC ids text[]) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.send_end_parts(1, %s, 1, %s, %s, 1, %L)', outbox, test.epoch(), attempt, ids), '{}')
$$;
CREATE FUNCTION test.parts_lost(outbox bigint, given text, VARIADIC ids text[]) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.send_end_parts(1, %s, 1, %s, 1, 1, %L, %L, ''code'', ''why'', 0)', outbox, test.epoch(), ids, given), '{}')
$$;
CREATE FUNCTION test.said(conversation bigint, text text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM test.say(conversation, 'ann', text);
	SELECT max(id) INTO made FROM sms.outbox AS o WHERE o.conversation = said.conversation;
	PERFORM test.send_begin(made);
	RETURN made;
END $$;

-- ---- a message of several parts ----

SELECT test.said(:c, 'of three parts') AS o1 \gset
SELECT test.is(test.receipt('B', 'delivered') ->> 'outcome', 'parked', 'a part''s receipt before the answer is parked');
SELECT test.is(test.parts_end(:o1, 1, 'A', 'B', 'C') ->> 'outcome', 'ok', 'a message has as many ids as parts');
SELECT test.is(test.parts_end(:o1, 1, 'A', 'B', 'C') ->> 'outcome', 'gone', 'once');
SELECT test.is(test.delivery(:c, 2), 'sent', 'it is sent');
SELECT test.is((SELECT count(*) FROM sms.receipt_parked), 0::bigint, 'and what was parked is applied');
SELECT test.receipt('A', 'delivered');
SELECT test.is(test.delivery(:c, 2), 'sent', 'of which some are delivered is not delivered');
SELECT test.receipt('A', 'delivered'), test.receipt('A', 'sent');
SELECT test.is(test.delivery(:c, 2), 'sent', 'also when a part''s receipt comes twice');
SELECT test.receipt('C', 'delivered');
SELECT test.is(test.delivery(:c, 2), 'delivered', 'it is when all are');

SELECT test.said(:c, 'one fails') AS o2 \gset
SELECT test.parts_end(:o2, 1, 'D', 'E');
SELECT test.receipt('E', 'undelivered');
SELECT test.is(test.delivery(:c, 3), 'undelivered', 'the first part that fails decides');
SELECT test.receipt('D', 'failed');
SELECT test.is(test.delivery(:c, 3), 'undelivered', 'a second failure does not');
SELECT test.receipt('D', 'delivered');
SELECT test.is(test.delivery(:c, 3), 'undelivered', 'nor does a part that came');
SELECT test.receipt('E', 'delivered');
SELECT test.is(test.delivery(:c, 3), 'delivered', 'all of it came after all');

SELECT test.said(:c, 'taken over') AS o3 \gset
SELECT ops.holder_claim('group', 1, 2, :epoch, 1) AS epoch2 \gset
SELECT test.row_(format('sms.group_takeover(1, 1, %s)', :epoch2), '{}');
SELECT test.is(test.parts_end(:o3, 1, 'F', 'G') ->> 'outcome', 'gone', 'after a takeover the answer changes nothing');
SELECT test.is((SELECT count(*) FROM sms.sent_part WHERE provider_id IN ('F', 'G')), 0::bigint, 'and leaves nothing');
SELECT test.is(test.delivery(:c, 4), 'unknown', 'it is unknown');

-- ---- receipts of sends that were lost: by number and words ----

CREATE FUNCTION test.receipt_said(provider_id text, hash bytea, words text, state text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.receipt(1, %L, NULL, %L, NULL, NULL, %L, %L, %L, %s)', provider_id, state, state, hash,
		sha256(convert_to(provider_id || ':' || words, 'UTF8')), length(words)), '{}')
$$;
CREATE FUNCTION test.lost(conversation bigint, text text, hash bytea, segments integer DEFAULT 1) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM test.say(conversation, 'ann', text);
	UPDATE sms.outbox AS o SET number_hash = hash, segments = lost.segments
	WHERE o.id = (SELECT max(x.id) FROM sms.outbox AS x WHERE x.conversation = lost.conversation) RETURNING o.id INTO made;
	PERFORM test.send_begin(made), test.send_end(made, 1, 'unknown');
	RETURN made;
END $$;
SELECT test.handled('+4915100000008', 'ann') ->> 'conversation' AS cs \gset
SELECT test.lost(:cs, 'zwölf Äpfel', 'h8');
SELECT test.is(test.receipt_said('S1', 'h9', 'zwölf Äp', 'delivered') ->> 'outcome', 'parked', 'a receipt of another number is not this one''s'),
	test.is(test.receipt_said('S2', 'h8', 'elf Äpfel', 'delivered') ->> 'outcome', 'parked', 'nor one of other words'),
	test.is(test.receipt_said('S3', 'h8', 'zwölf', 'delivered') ->> 'outcome', 'parked', 'nor one of few');
SELECT test.is(test.receipt_said('S4', 'h8', 'zwölf Äp', 'delivered') ->> 'changed', 'true', 'one of its first words is');
SELECT test.is(test.delivery(:cs, 2), 'delivered', 'so it was delivered');
SELECT test.is(test.receipt('S4', 'delivered') ->> 'outcome', 'ok', 'its id is known from then on');
SELECT test.is(test.receipt_said('S5', 'h8', 'zwölf Äp', 'delivered') ->> 'outcome', 'parked', 'and it has but one');
SELECT test.is((SELECT count(*) FROM sms.receipts_parked() AS r WHERE r.doubtful = 0), 1::bigint, 'of nothing that was lost');

-- The receipt comes before anybody knows that the send was lost; of two equal ones the older is found first.
SELECT test.is(test.receipt_said('S6', 'h8', 'twice the same', 'delivered') ->> 'outcome', 'parked', 'before');
SELECT test.lost(:cs, 'twice the same', 'h8'), test.lost(:cs, 'twice the same', 'h8');
SELECT test.is((SELECT r.doubtful FROM sms.receipts_parked() AS r), 4::bigint, 'what is of that number may be of it');
SELECT test.is(sms.receipts_match(10), 1, 'the sweeper matches it');
SELECT test.is(test.delivery(:cs, 3) || ' ' || test.delivery(:cs, 4), 'delivered unknown', 'with the older');

-- In parts: each part's receipt is of it, and none makes it delivered, for nobody knows how many left.
SELECT test.lost(:cs, repeat('a long one ', 20) || 'its second part', 'h8', 2);
SELECT test.is(test.receipt_said('S7', 'h8', 'its second part', 'delivered') ->> 'outcome', 'ok', 'a later part''s words'),
	test.is(test.receipt_said('S8', 'h8', 'a long one a long on', 'delivered') ->> 'outcome', 'ok', 'and the first''s');
SELECT test.is(test.delivery(:cs, 5), 'unknown', 'deliver not what may lack a part');
SELECT test.receipt('S8', 'undelivered');
SELECT test.is(test.delivery(:cs, 5), 'undelivered', 'one that fails says enough');
DELETE FROM sms.receipt_parked;

-- ---- a message of which later parts are lost ----

SELECT test.handled('+4915100000009', 'ann') ->> 'conversation' AS cl \gset
SELECT test.said(:cl, 'the first of three') AS l1 \gset
SELECT test.is(test.parts_lost(:l1, 'unknown', 'L1') ->> 'outcome', 'ok', 'a message of which a part was taken may end as unknown');
SELECT test.is(test.delivery(:cl, 2), 'unknown', 'it is unknown');
SELECT test.is(test.receipt('L1', 'delivered') ->> 'outcome', 'ok', 'the receipt of the part that was taken finds it');
SELECT test.is(test.delivery(:cl, 2), 'unknown', 'which does not deliver all of it');
SELECT test.said(:cl, 'refused in the middle') AS l2 \gset
SELECT test.is(test.receipt('L2', 'delivered') ->> 'outcome', 'parked', 'a receipt before the end is parked');
SELECT test.parts_lost(:l2, 'rejected', 'L2', 'L3');
SELECT test.is(test.delivery(:cl, 3), 'rejected', 'and does not deliver what was refused');
SELECT test.receipt('L3', 'delivered');
SELECT test.is(test.delivery(:cl, 3), 'rejected', 'nor does the last one');
SELECT test.said(:cl, 'lost, and failed') AS l3 \gset
SELECT test.receipt('L4', 'undelivered');
SELECT test.parts_lost(:l3, 'unknown', 'L4');
SELECT test.is(test.delivery(:cl, 4), 'undelivered', 'a part that failed decides of an unknown message');
SELECT test.is((SELECT count(*) FROM sms.receipt_parked WHERE provider_id LIKE 'L%'), 0::bigint, 'nothing stays parked');

-- ---- ids whose base is not known ----

SELECT test.said(:c, 'hexadecimal') AS o4 \gset
SELECT test.send_end(:o4, 1, 'sent', '1a2b3c4d');
CREATE FUNCTION test.found(id text, form_hex text, form_dec text, number text) RETURNS text LANGUAGE sql AS $$ SELECT sms.sent_find(1, id, form_hex, form_dec, number) $$;
SELECT test.is(test.found('1a2b3c4d', NULL, '439041101', '+4915100000001'), '1a2b3c4d', 'the same id is found');
SELECT test.is(test.found('439041101', '1a2b3c4d', '18136436993', '+4915100000001'), '1a2b3c4d', 'so is its other form');
SELECT test.is(test.found('439041101', '1a2b3c4d', '18136436993', '+4915100000002'), '439041101', 'not for another number');
SELECT test.said(:c, 'decimal') AS o5 \gset
SELECT test.send_end(:o5, 1, 'sent', '18136436993');
SELECT test.is(test.found('439041101', '1a2b3c4d', '18136436993', '+4915100000001'), '439041101', 'two that fit are none');

-- ---- inbound texts that have no id ----

SELECT test.is(test.text_in('+4915100000002', 'ok', provider_id => 'smpp:1') ->> 'outcome', 'accepted', 'a text is known by a hash');
SELECT test.is(test.text_in('+4915100000002', 'ok', provider_id => 'smpp:1') ->> 'outcome', 'duplicate', 'the same again is its repetition');
CREATE FUNCTION test.release(VARIADIC ids text[]) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('sms.seen_release(1, %L)', ids), ARRAY(SELECT ops.key('provider', 0, '1:' || i) FROM unnest(ids) AS i))
$$;
SELECT test.release('smpp:1');
SELECT test.is(test.text_in('+4915100000002', 'ok', provider_id => 'smpp:1') ->> 'seq', '2', 'until the carrier knows that it was taken');
SELECT test.pass('9 minutes');
SELECT test.release('smpp:other');
SELECT test.is(test.text_in('+4915100000002', 'ok', provider_id => 'smpp:1') ->> 'outcome', 'duplicate', 'or for ten minutes');
SELECT test.pass('2 minutes');
SELECT test.release('smpp:other');
SELECT test.is(test.text_in('+4915100000002', 'ok', provider_id => 'smpp:1') ->> 'outcome', 'accepted', 'not longer');
SELECT test.text_in('+4915100000002', 'with an id', provider_id => 'P1');
SELECT test.pass('2 hours');
SELECT test.release('smpp:other');
SELECT test.is(test.text_in('+4915100000002', 'with an id', provider_id => 'P1') ->> 'outcome', 'duplicate', 'an id of the carrier''s own stays known');

-- ---- a pair cut in two ----

SELECT test.text_in('+4915100000003', 'a' || chr(1103872 + 61), ref => 65536, total => 2, part => 1);
SELECT test.text_in('+4915100000003', chr(1103872 + 1024 + 512) || 'b', ref => 65536, total => 2, part => 2) AS joined \gset
SELECT test.is(m.text, 'a😀b', 'halves that meet are the character') FROM messaging.message AS m WHERE id = (:'joined'::jsonb ->> 'message')::bigint;
SELECT test.is(sms.halves_join(chr(1103872 + 1024) || 'x' || chr(1103872)), chr(65533) || 'x' || chr(65533), 'halves that do not are none');
SELECT test.is(sms.halves_join(t.cut), t.whole, 'however many they are, each its own')
FROM (SELECT string_agg(chr(1103872 + n / 256) || chr(1103872 + 1024 + n % 1024) || CASE WHEN n % 7 = 0 THEN 'x' ELSE '' END, '' ORDER BY n) AS cut,
	string_agg(chr(65536 + n / 256 * 1024 + n % 1024) || CASE WHEN n % 7 = 0 THEN 'x' ELSE '' END, '' ORDER BY n) AS whole
	FROM generate_series(0, 20000) AS n) AS t;
SELECT test.is(sms.halves_join('plain 😀'), 'plain 😀', 'all else stays');

