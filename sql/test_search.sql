-- Customers and cases, as they are looked for (issue 15, D1, D2): by what, who finds whom, page by page; and texts of scripts without spaces.
-- Ann serves queue 1, Ben queue 2; Sue leads Ann's group, Tom leads Ben's, Eve administers.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben');
CREATE FUNCTION test.role(username text) RETURNS text LANGUAGE sql AS $$ SELECT u.role FROM directory.app_user AS u WHERE u.username = role.username $$;

-- ---- words ----

SELECT test.is(directory.search_words(1, said, '{}') @@ directory.search_query(1, typed), wanted, format('%s %s by %s', said, CASE WHEN wanted THEN 'is found' ELSE 'is not found' END, typed))
FROM (VALUES
	('Zoë Müller', 'zoe mul', true), ('Zoë Müller', 'ller', false), ('O''Brien', 'brien', true), ('anna@firma.example', 'anna@firma.example', true), ('anna@firma.example', 'firma', true),
	('私の傘に穴が開いた', '傘', true), ('私の傘に穴が開いた', '穴が', true), ('私の傘に穴が開いた', '開いた', true), ('私の傘に穴が開いた', '傘穴', false), ('私の傘に穴が開いた', '傘 穴', true),
	('田中 太郎', '田中太郎', true), ('田中太郎', '太郎 田中', true), ('田中太郎', '太', true), ('田中太郎', '郎', true), ('田中太郎', '太中', false),
	('김민준', '민준', true), ('김민준', '김미', true), ('김민준', '준민', false), ('Nintendo任天堂', 'nin天堂', true), ('Nintendo任天堂', 'sega任天', false), ('任天堂', '任天堂xy', false), ('株式会社ABC', 'abc', true), ('株式会社ABC', '会社ab', true), ('株式会社ABC', '会社xy', false), ('株式会社ABC', 'bc', false),
	('案件1024の件', '1024', true), ('案件1024の件', '案件10', true), ('案件1024の件', '案件77', false),
	('a b', 'a', NULL), ('', 'x y', NULL), ('傘', '!', NULL)) AS t (said, typed, wanted);
SELECT test.is(directory.search_words(1, '小さな雨傘', '{}') @@ directory.search_query(1, '雨傘'), true, 'scripts without spaces are found by any part');
SELECT test.is(directory.search_words(1, 'umbrella', '{}') @@ directory.search_query(2, 'umbrella'), false, 'another tenant''s words are others');
-- As long as what is said in a conversation may be, in Korean with spaces: far below what a statement may take.
SET statement_timeout = '8s';
SELECT test.ok(directory.search_words(1, repeat('가 나 다 라마 ', 12000), '{}') @@ directory.search_query(1, '라마'), 'a long text with spaces between signs takes no time');
RESET statement_timeout;
SELECT test.is(length(directory.search_words(1, (SELECT string_agg(chr(19968 + n) || chr(19968 + n * 7 % 5000), '') FROM generate_series(1, 20000) AS n), '{}')), 5000, 'a long text has no more words than can be stored');

-- ---- by what a customer is found ----

CREATE FUNCTION pg_temp.customer(name text, number text, company text DEFAULT NULL, username text DEFAULT 'eve', OUT id bigint) LANGUAGE plpgsql AS $$
DECLARE
	c bytea := test.command();
	a ops.answer := test.call(format('messaging.customer_create(%L, NULL, 1, %s, %L, %L, %L, NULL, NULL, %L)', c, test.who(username), test.role(username), name, number, company),
		test.command_keys(c, ops.key('customer_number', 1, number)));
BEGIN
	PERFORM test.is(a.outcome, 'created', format('%s is made', name));
	id := (a.body ->> 'id')::bigint;
END $$;
-- Their names, newest first; "+": the list goes on.
CREATE FUNCTION pg_temp.found(username text, typed text, after text DEFAULT NULL, limit_ integer DEFAULT 10, tenant bigint DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(COALESCE(split_part(l.item #>> '{state,name}', ' ', 1), '+'), ' ' ORDER BY l.cursor::bigint DESC), '')
	FROM messaging.customers_search(tenant, test.who(username), test.role(username), typed, after, limit_) AS l
$$;
SELECT pg_temp.customer('Zoë Müller', '+4915100000001', 'Kranich & Söhne') AS zoe \gset
SELECT pg_temp.customer('田中 太郎', '+81312345678') AS taro \gset
SELECT pg_temp.customer('Pat Kranich', '+4915100000002') AS pat \gset
INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (1, 'mail:pat@shop.example', :pat);
SELECT test.is(pg_temp.found('eve', typed), wanted, 'customers by ' || COALESCE(typed, 'nothing')) FROM (VALUES
	('zoe', 'Zoë'), ('muller zo', 'Zoë'), ('kranich', 'Pat Zoë'), ('sohne', 'Zoë'), ('0000001', 'Zoë'), ('0151 0000 0002', 'Pat'), ('太郎', '田中'), ('田', '田中'),
	('pat@shop.example', 'Pat'), ('shop', 'Pat'), ('nobody', ''), ('z', ''), ('%', ''), (NULL, 'Pat 田中 Zoë')) AS t (typed, wanted);
SELECT test.is(pg_temp.found('eve', 'zoe', tenant => 2), '', 'another tenant''s are not');
SELECT test.is(pg_temp.found('eve', NULL, limit_ => 1) || pg_temp.found('eve', NULL, :'pat', 1) || pg_temp.found('eve', NULL, :'taro', 1) || pg_temp.found('eve', NULL, :'zoe', 1), 'Pat田中Zoë', 'page by page each once');
SELECT test.is((SELECT count(*) FROM messaging.customers_search(1, NULL, 'integrator', NULL, NULL, 10)), 3::bigint, 'an API key finds the tenant''s');

CREATE FUNCTION pg_temp.update(id bigint, name text, company text) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.customer_update(%L, NULL, 1, %s, ''administrator'', %s, NULL, %L, NULL, %L)', c, test.who('eve'), update.id, update.name, update.company),
		test.command_keys(c, ops.key('customer', 1, update.id::text))) FROM test.command() AS c
$$;
SELECT test.is((pg_temp.update(:pat, NULL, 'Teehaus')).body #>> '{state,company}', 'Teehaus', 'the company is changed');
SELECT test.is(pg_temp.found('eve', 'teehaus') || pg_temp.found('eve', 'pat'), 'PatPat', 'they are found by it');
SELECT test.is((pg_temp.update(:pat, 'Patricia Fox', '')).body #> '{state,company}', 'null', 'or taken away');
SELECT test.is(pg_temp.found('eve', 'teehaus') || pg_temp.found('eve', 'kranich') || pg_temp.found('eve', 'fox'), 'ZoëPatricia', 'and not by what was before');
SELECT test.is((pg_temp.update(:pat, NULL, repeat('x', 201))).body #>> '{errors,0,pointer}', '/company', 'a company has a name as people have');
DELETE FROM messaging.customer_number WHERE customer = :pat AND number LIKE 'mail:%';
SELECT test.is(pg_temp.found('eve', 'shop'), '', 'a number that is taken away is found no more');
SELECT test.connect('a');

-- ---- who finds whom ----

SELECT test.handled('+4915100000003', 'ann') ->> 'interaction' AS three \gset
SELECT pg_temp.customer('Ida Lang', '+4915100000003', NULL, 'ann') AS ida \gset
DELETE FROM routing.member WHERE (queue = 1 AND agent = test.who('ben')) OR (queue = 2 AND agent <> test.who('ben'));
CREATE FUNCTION pg_temp.all_find(typed text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(u || '=' || pg_temp.found(u, typed), ' ' ORDER BY n) FROM unnest('{ann,ben,sue,tom,eve}'::text[]) WITH ORDINALITY AS t (u, n)
$$;
SELECT test.is(pg_temp.all_find('ida'), 'ann=Ida ben= sue=Ida tom= eve=Ida', 'customers are found by whoever may see their record');
SELECT test.is(pg_temp.all_find('zoe'), 'ann=Zoë ben=Zoë sue=Zoë tom=Zoë eve=Zoë', 'who has no history yet by everybody');

-- A page looks at no more than 2,000; what it has not looked at it names.
SELECT i.conversation AS conversation3 FROM routing.interaction AS i WHERE i.id = :three \gset
INSERT INTO messaging.customer (tenant, name, created_at) SELECT 1, 'Hidden ' || n, ops.clock() FROM generate_series(1, 2001) AS n;
INSERT INTO messaging.conversation (tenant, channel, number, customer, state, last_at, interaction, opened_at, closed_at)
SELECT 1, 1, '+49152' || lpad(c.id::text, 8, '0'), c.id, 'closed', ops.clock(), :three, ops.clock(), ops.clock() FROM messaging.customer AS c WHERE c.name LIKE 'Hidden%';
SELECT test.is(pg_temp.found('ben', 'hidden') || pg_temp.found('ben', NULL), '++', 'a page that is full of what one may not see says where to go on');
SELECT l.cursor AS after FROM messaging.customers_search(1, test.who('ben'), 'agent', NULL, NULL, 10) AS l \gset
SELECT test.is(pg_temp.found('ben', NULL, :'after'), 'Patricia 田中 Zoë', 'and from there it does');
DELETE FROM messaging.conversation WHERE interaction = :three AND id <> :conversation3;
DELETE FROM messaging.search_entry WHERE kind = 'customer' AND ref IN (SELECT c.id FROM messaging.customer AS c WHERE c.name LIKE 'Hidden%');
DELETE FROM messaging.customer WHERE name LIKE 'Hidden%';

-- ---- cases ----

CREATE FUNCTION pg_temp.case_(customer bigint, title text) RETURNS bigint LANGUAGE sql AS $$
	SELECT ((test.call(format('messaging.case_create(%L, NULL, 1, %s, ''administrator'', %s, %L, NULL)', c, test.who('eve'), customer, title), test.command_keys(c))).body ->> 'id')::bigint
	FROM test.command() AS c
$$;
-- Their titles' first words, newest first.
CREATE FUNCTION pg_temp.cases(username text, ask jsonb, after text DEFAULT NULL, limit_ integer DEFAULT 10, tenant bigint DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(COALESCE(split_part(l.item ->> 'title', ' ', 1), '+'), ' ' ORDER BY l.cursor::bigint DESC), '')
	FROM messaging.case_list_2(tenant, test.who(username), test.role(username), (ask ->> 'customer')::bigint, ask ->> 'state', (ask ->> 'since')::timestamptz,
		(ask ->> 'until')::timestamptz, ask ->> 'q', after, limit_) AS l
$$;
SELECT pg_temp.case_(:zoe, 'Umbrella with a hole') AS hole \gset
SELECT pg_temp.case_(:ida, 'Refund of an umbrella') AS refund \gset
SELECT pg_temp.case_(:zoe, 'Delivery to Köln') AS delivery \gset
UPDATE messaging.case_ SET state = 'closed', closed_at = ops.clock(), version = version + 1 WHERE id = :refund;
UPDATE messaging.case_ SET created_at = created_at - interval '3 days' WHERE id = :hole;
UPDATE messaging.search_entry SET made_at = made_at - interval '3 days' WHERE kind = 'case' AND ref = :hole;
SELECT k.number AS number_ FROM messaging.case_ AS k WHERE k.id = :refund \gset
SELECT test.is(pg_temp.cases('eve', ask), wanted, 'cases by ' || ask::text) FROM (VALUES
	('{}'::jsonb, 'Delivery Refund Umbrella'), ('{"q": "umbr"}', 'Refund Umbrella'), ('{"q": "koln"}', 'Delivery'), ('{"q": "zoe"}', 'Delivery Umbrella'), ('{"q": "kranich"}', 'Delivery Umbrella'),
	('{"q": "umbrella zoe"}', ''), ('{"q": "0000003"}', 'Refund'), ('{"q": "%"}', ''), ('{"state": "open"}', 'Delivery Umbrella'), ('{"state": "closed"}', 'Refund'), ('{"q": "umbrella", "state": "open"}', 'Umbrella'),
	(jsonb_build_object('customer', :zoe), 'Delivery Umbrella'), (jsonb_build_object('customer', :zoe, 'q', 'hole'), 'Umbrella'), (jsonb_build_object('customer', :zoe, 'state', 'closed'), ''),
	(jsonb_build_object('since', ops.clock() - interval '1 day'), 'Delivery Refund'), (jsonb_build_object('until', ops.clock() - interval '1 day'), 'Umbrella'),
	(jsonb_build_object('q', 'umbrella', 'until', ops.clock() - interval '1 day'), 'Umbrella'), (jsonb_build_object('customer', :zoe, 'since', ops.clock() - interval '1 day'), 'Delivery'),
	('{"since": "2099-01-01"}', ''), ('{"until": "2001-01-01"}', ''), (jsonb_build_object('q', :'number_'), 'Refund')) AS t (ask, wanted);
SELECT test.is(pg_temp.cases(u, '{"q": "umbrella"}'), wanted, 'cases of ' || u) FROM (VALUES ('ann', 'Refund Umbrella'), ('ben', 'Umbrella'), ('sue', 'Refund Umbrella'), ('tom', 'Umbrella'), ('eve', 'Refund Umbrella')) AS t (u, wanted);
SELECT test.is(pg_temp.cases('ben', '{}') || '/' || pg_temp.cases('ben', jsonb_build_object('customer', :ida)) || '/' || pg_temp.cases('ben', '{"state": "closed"}'), 'Delivery Umbrella//', 'in every way to ask');
SELECT test.is(pg_temp.cases('eve', '{}', tenant => 2) || pg_temp.cases('eve', '{"q": "umbrella"}', tenant => 2), '', 'another tenant''s are not found');
SELECT test.is(pg_temp.cases('eve', '{"q": "umbrella"}', limit_ => 1) || pg_temp.cases('eve', '{"q": "umbrella"}', :'refund', 1), 'RefundUmbrella', 'page by page');

-- ---- further numbers and e-mail addresses ----

CREATE FUNCTION pg_temp.number(id bigint, number text, given boolean, username text DEFAULT 'ann', confirm boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', a.outcome, a.body #>> '{state,numbers}', a.body #>> '{errors,0,pointer}', a.body #>> '{customers,0,name}')
	FROM test.command() AS c CROSS JOIN LATERAL test.call(format('messaging.customer_number_set(%L, NULL, 1, %s, %L, %s, %L, %L, %L)', c, test.who(username), test.role(username),
		number.id, number.number, given, confirm), test.command_keys(c, ops.key('customer', 1, number.id::text))) AS a
$$;
SELECT test.handled('+4915100000008', 'ann') ->> 'interaction' AS eight \gset
SELECT test.is(pg_temp.number(:ida, '+4915100000008', true), 'ok ["+4915100000003", "+4915100000008"]', 'a customer is given the number of an open conversation');
SELECT test.is((SELECT c.customer FROM messaging.conversation AS c WHERE c.number = '+4915100000008'), :ida::bigint, 'the conversation is theirs then');
SELECT test.is(pg_temp.found('ann', '0000008'), 'Ida', 'they are found by it');
SELECT test.is(pg_temp.number(:ida, '+4915100000008', true), 'ok ["+4915100000003", "+4915100000008"]', 'given twice it is there once');
SELECT test.is(pg_temp.number(:zoe, '+4915100000008', true), 'number_known Ida Lang', 'another customer is given it only when that is confirmed');
SELECT test.is(pg_temp.number(:zoe, '+4915100000008', true, confirm => true), 'ok ["+4915100000001", "+4915100000008"]', 'then they both have it');
SELECT test.is((SELECT c.customer FROM messaging.conversation AS c WHERE c.number = '+4915100000008'), :ida::bigint, 'what hangs on it stays with the first');
SELECT test.is(pg_temp.number(:zoe, '+4915100000008', false), 'ok ["+4915100000001"]', 'it is taken away');
SELECT test.is(pg_temp.number(:zoe, '+4915100000008', false), 'not_found', 'once');
SELECT test.is(pg_temp.found('eve', '0000008'), 'Ida', 'and found no more');
SELECT test.is(pg_temp.number(:ida, 'mail:Ida@Shop.example', true), 'ok ["+4915100000003", "+4915100000008", "mail:ida@shop.example"]', 'an e-mail address in small letters, as visitors'' are');
SELECT test.is(pg_temp.found('eve', 'ida@shop'), 'Ida', 'is found, too');
SELECT test.is(pg_temp.number(:ida, number, true), 'invalid ' || pointer, 'what is none: ' || number) FROM (VALUES ('12', '/number'), ('+0123456789', '/number'), ('web:00000000000000000000', '/number'), ('mail:a b@c', '/email'), ('mail:x', '/email')) AS t (number, pointer);
SELECT test.is(pg_temp.number(:ida, '+4915100000077', true, 'ben'), 'not_found', 'nobody gives a number to whom they may not see');
SELECT test.is(pg_temp.number(:pat, '+4915100000003', true, 'ben'), 'not_yours /number', 'nor one whose history they may not see');
INSERT INTO messaging.customer_number (tenant, number, customer) SELECT 1, '+491520000' || n, :taro FROM generate_series(101, 113) AS n;
SELECT test.is(pg_temp.number(:taro, '+491520000200', true), 'too_many', 'as many as an erasure can take, no more');
CREATE FUNCTION pg_temp.again(number text, confirm boolean) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.customer_create(%L, NULL, 1, %s, ''agent'', ''Twin'', %L, NULL, NULL, NULL, %L)', c, test.who('ann'), number, confirm),
		test.command_keys(c, ops.key('customer_number', 1, number))) FROM test.command() AS c
$$;
SELECT test.is((pg_temp.again('+4915100000003', false)).body #>> '{customers,0,id}', :'ida', 'who is made with a number that somebody has is told whose it is');
SELECT test.is((pg_temp.again('+4915100000003', true)).outcome, 'created', 'and made when that is confirmed');

-- ---- what is erased is found no more ----

SELECT test.is((SELECT a.outcome FROM test.command() AS c CROSS JOIN LATERAL test.call(format('messaging.customer_erase(%L, NULL, 1, %s, ''administrator'', %s, false)', c, test.who('eve'), :zoe), test.command_keys(c)) AS a), 'ok', 'a customer is erased');
SELECT test.is(pg_temp.found('eve', 'zoe') || pg_temp.found('eve', 'kranich') || pg_temp.found('eve', '0000001') || pg_temp.cases('eve', '{"q": "hole"}') || pg_temp.cases('eve', '{"q": "zoe"}'), '', 'nobody finds them by anything');
SELECT test.is((SELECT string_agg(e.words::text, '') FROM messaging.search_entry AS e WHERE e.kind = 'customer' AND e.ref = :zoe), '', 'no word is left');
SELECT test.is(pg_temp.found('eve', NULL), 'Twin Ida Patricia 田中', 'nor in the list of all');

-- ---- what was there before ----

DELETE FROM messaging.search_entry; DELETE FROM messaging.search_fill;
INSERT INTO messaging.search_fill (kind) VALUES ('customer'), ('case');
UPDATE messaging.customer SET name = 'Patricia Hill' WHERE id = :pat;
SELECT test.is(pg_temp.found('eve', 'ida') || pg_temp.found('eve', 'hill') || pg_temp.cases('eve', '{}'), 'PatriciaErased Refund Erased', 'until it is taken in, it is found by no words, but listed');
CREATE FUNCTION pg_temp.filled(limit_ integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint := 0;
BEGIN
	FOR i IN 1..20 LOOP
		n := n + messaging.search_fill(limit_);
	END LOOP;
	RETURN n;
END $$;
SELECT test.is(pg_temp.filled(2), (SELECT count(*) FROM messaging.customer) + (SELECT count(*) FROM messaging.case_), 'all are taken in, each once');
SELECT test.is((SELECT count(*) FROM messaging.search_fill), 0::bigint, 'and then nothing is left to do');
SELECT test.is(pg_temp.found('eve', 'ida') || pg_temp.found('eve', 'hill') || pg_temp.found('eve', 'fox') || pg_temp.cases('eve', '{"q": "refund"}') || pg_temp.cases('eve', '{"state": "closed"}'), 'IdaPatriciaRefundRefund', 'as they are now');
DELETE FROM messaging.search_entry;
INSERT INTO messaging.search_fill (kind) VALUES ('customer');
SELECT test.run('a', 'BEGIN'), test.run('a', format('UPDATE messaging.customer SET name = ''Ida Long'' WHERE id = %s', :ida));
SELECT test.is(messaging.search_fill(10), 0::bigint, 'it gives way to whoever changes one');
SELECT test.run('a', 'COMMIT');
SELECT test.ok(messaging.search_fill(10) > 0, 'and goes on later');
SELECT test.is(pg_temp.found('eve', 'long') || pg_temp.found('eve', 'lang'), 'Ida', 'what was changed meanwhile is found as it is');
