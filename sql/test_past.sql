-- What has ended, as it is looked for (D2): the rows of routing.past, who finds what, by what, page by page. Ann and Sue serve queue 1, Ben queue 2;
-- Sue leads Ann's group, Tom leads Ben's, Eve administers.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben');
CREATE FUNCTION test.role(username text) RETURNS text LANGUAGE sql AS $$ SELECT u.role FROM directory.app_user AS u WHERE u.username = role.username $$;
CREATE FUNCTION pg_temp.taken() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.sequence(10000);
	WHILE routing.past_advance(3) > 0 LOOP END LOOP;
	WHILE routing.past_fill(2) > 0 LOOP END LOOP;
	RETURN routing.past_advance(3);
END $$;
CREATE FUNCTION pg_temp.put(interaction bigint, queue bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('routing.place(1, %s, %s, 5, ''[]'', NULL)', interaction, queue), ARRAY[ops.key('interaction', 1, interaction::text)])).outcome
$$;
-- Which texts (by their number's last digit) somebody finds, the newest first.
CREATE FUNCTION pg_temp.found(username text, ask jsonb, after text DEFAULT NULL, limit_ integer DEFAULT 10, tenant bigint DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(right(l.item #>> '{state,number}', 1), '' ORDER BY l.cursor::bigint DESC), '')
	FROM routing.interactions_find(tenant, test.who(username), test.role(username), ask ->> 'state', (ask ->> 'agent')::bigint, (ask ->> 'queue')::bigint,
		(ask ->> 'channel')::bigint, (ask ->> 'customer')::bigint, (ask ->> 'case')::bigint, (ask ->> 'disposition')::bigint,
		(ask ->> 'since')::timestamptz, (ask ->> 'until')::timestamptz, ask ->> 'q', after, limit_) AS l
$$;
CREATE FUNCTION pg_temp.all_find(ask jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(u || '=' || pg_temp.found(u, ask), ' ' ORDER BY n) FROM unnest('{ann,ben,sue,tom,eve}'::text[]) WITH ORDINALITY AS t (u, n)
$$;
CREATE FUNCTION pg_temp.had(number text, text text, username text, queue bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	id_ bigint := (test.text_in(number, text) ->> 'interaction')::bigint;
BEGIN
	PERFORM pg_temp.put(id_, queue);
	PERFORM test.call(format('routing.offer_make(1, %s, %s, %s, %s, NULL, NULL, NULL, %L)', id_,
		(SELECT r.version FROM routing.interaction AS r WHERE r.id = id_), test.who(username), queue, '{"chosen": {"agent": 1}}'),
		ARRAY[test.agent_key(username), ops.key('interaction', 1, id_::text)]);
	PERFORM test.accept(test.live_offer(id_), username);
	RETURN id_;
END $$;
UPDATE routing.queue SET wrap_ms = 60000;
DELETE FROM routing.member WHERE (queue = 1 AND agent = test.who('ben')) OR (queue = 2 AND agent <> test.who('ben'));

-- ---- before there was such a table ----

SELECT pg_temp.had('+4915100000001', 'My order is late', 'ann', 1) AS one \gset
SELECT test.end_(:one, 'ann', 1);
SELECT test.wrap_end(:one, 'ann', 'Promised a Gutschein for Zoë');
SELECT ops.sequence(10000);
UPDATE routing.report_progress SET past_pos = ops.feed_head();
SELECT pg_temp.had('+4915100000002', 'Where is my order?', 'ben', 2) AS two \gset
SELECT test.is(pg_temp.taken(), 0::bigint, 'all is taken');
SELECT test.is((SELECT array_agg(p.interaction) FROM routing.past AS p), ARRAY[:one]::bigint[], 'what had ended before the table came is in it, what goes on is not');
SELECT test.is((SELECT p.past_tenant FROM routing.report_progress AS p), NULL, 'and is not looked through again');
SELECT test.end_(:two, 'ben', 1);
SELECT pg_temp.taken();
SELECT test.is((SELECT count(*) FROM routing.past), 1::bigint, 'a wrap-up has not ended');
SELECT test.wrap_end(:two, 'ben');
SELECT pg_temp.taken();
SELECT test.is((SELECT count(*) FROM routing.past), 2::bigint, 'what ends is taken from the feed');
SELECT test.connect('other');
SELECT test.run('other', 'BEGIN'), test.ask('other', 'SELECT routing.past_advance(10)');
SELECT test.is(routing.past_advance(10), -1::bigint, 'one session at a time');
SELECT test.run('other', 'COMMIT');

-- ---- who finds what ----

SELECT pg_temp.had('+4915100000003', 'Hello', 'ann', 1) AS three \gset
SELECT test.is(pg_temp.all_find('{"queue": 1}'), 'ann=31 ben= sue=31 tom= eve=31', 'a queue''s are found by who serves it, leads who had them, or administers');
SELECT test.is(pg_temp.all_find('{"queue": 2}'), 'ann= ben=2 sue= tom=2 eve=2', 'and by nobody else');
SELECT test.is(pg_temp.all_find(jsonb_build_object('agent', test.who('ann'))), 'ann=31 ben= sue=31 tom= eve=31', 'of an agent');
SELECT test.is(pg_temp.all_find('{"q": "order"}'), 'ann=1 ben=2 sue=1 tom=2 eve=21', 'by a word of what was said');
SELECT test.is((messaging.transcript(1, :one, test.who('sue'), 'supervisor')).outcome, 'ok', 'what is found is read');
SELECT test.is((messaging.transcript(1, :one, test.who('ben'), 'agent')).outcome, 'not_yours', 'what is not found is not');
SELECT test.is(pg_temp.found('eve', '{"queue": 1}', tenant => 2), '', 'another tenant finds nothing');
INSERT INTO routing.member (tenant, queue, agent) VALUES (1, 1, test.who('ben'));
SELECT test.is(pg_temp.all_find('{"queue": 1}'), 'ann=31 ben=1 sue=31 tom= eve=31', 'who comes to serve a queue finds what has ended in it, not what goes on');
SELECT test.is((messaging.transcript(1, :one, test.who('ben'), 'agent')).outcome, 'ok', 'and reads it');
SELECT test.is((SELECT count(*) FROM routing.interactions_list(1, test.who('ben'), 'agent', 'ended', NULL, 10)), 2::bigint, 'the list without a filter says the same');
UPDATE routing.member SET enabled = false WHERE queue = 1 AND agent = test.who('ben');
SELECT test.is(pg_temp.found('ben', '{"queue": 1}') || (messaging.transcript(1, :one, test.who('ben'), 'agent')).outcome, 'not_yours', 'not who is suspended from it');
SELECT test.is((SELECT count(*) FROM routing.interactions_find(1, NULL, 'integrator', NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 10)), 2::bigint, 'an API key the tenant''s');
SELECT test.is((SELECT count(*) FROM routing.interactions_find(1, NULL, 'integrator', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'order', NULL, 10)), 0::bigint, 'but nothing by what was said');
SELECT test.is((SELECT bool_or(l.item #>> '{state,note}' IS NOT NULL) FROM routing.interactions_find(1, NULL, 'integrator', NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 10) AS l), false, 'without notes');

-- ---- by what ----

SELECT test.is(pg_temp.found('eve', jsonb_build_object('q', q)), wanted, 'words: ' || q) FROM (VALUES
	('orde LATE', '1'), ('late order', '1'), ('rder', ''), ('zoe gutsch', '1'), ('order gutschein where', ''), ('hello', ''), ('''', ''), ('!"%_\:*&|', ''),
	('0000002', '2'), ('0151 0000-0001', '1'), ('+49 151 00000002', '2'), ('004915100000001', '1'), ('1', ''), ('97', ''), ('49', ''), ('151', ''), ('4915', ''), ('+', ''), ('a o', '')) AS t (q, wanted);
SELECT test.is(pg_temp.found('eve', jsonb_build_object('state', state)), wanted, 'state: ' || state) FROM (VALUES ('ended', '21'), ('open', '3'), ('assigned', '3'), ('waiting', '')) AS t (state, wanted);
SELECT test.is(pg_temp.found('eve', jsonb_build_object('case', (SELECT i.case_id FROM routing.interaction AS i WHERE i.id = :two))), '2', 'a case');
SELECT test.is(pg_temp.found('eve', '{"channel": 1}') || pg_temp.found('eve', '{"channel": 77}'), '321', 'a channel');
INSERT INTO messaging.customer (tenant, name, created_at) VALUES (1, 'Zoë', ops.clock()) RETURNING id AS zoe \gset
UPDATE messaging.conversation SET customer = :zoe WHERE number IN ('+4915100000001', '+4915100000003');
SELECT test.is(pg_temp.found('eve', jsonb_build_object('customer', :zoe)), '31', 'a customer');
INSERT INTO routing.disposition (tenant, name) VALUES (1, 'Refund') RETURNING id AS refund \gset
SELECT test.is((SELECT a.outcome FROM test.command() AS c CROSS JOIN LATERAL test.call(format('routing.disposition_set(%L, NULL, 1, %s, ''agent'', %s, %s, NULL)',
	c, test.who('ben'), :two, :refund), test.command_keys(c)) AS a), 'ok', 'a disposition is recorded later');
SELECT pg_temp.taken();
SELECT test.is(pg_temp.found('eve', jsonb_build_object('disposition', :refund)), '2', 'what is corrected is found as it is now');
SELECT i.entered_at AS at2 FROM routing.interaction AS i WHERE i.id = :two \gset
SELECT test.is(pg_temp.found('eve', jsonb_build_object('since', :'at2'::timestamptz)), '32', 'from its beginning on'),
	test.is(pg_temp.found('eve', jsonb_build_object('until', :'at2'::timestamptz)), '1', 'before it'),
	test.is(pg_temp.found('ben', jsonb_build_object('since', :'at2'::timestamptz)), '2', 'of one''s own'),
	test.is(pg_temp.found('eve', jsonb_build_object('since', :'at2'::timestamptz + interval '1 day')), '', 'since tomorrow: nothing'),
	test.is(pg_temp.found('eve', '{"until": "2001-01-01"}'), '', 'before all: nothing');
SELECT test.is((WITH RECURSIVE page AS (
		SELECT right(l.item #>> '{state,number}', 1) AS n, l.cursor FROM routing.interactions_find(1, test.who('eve'), 'administrator', NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1) AS l
		UNION ALL SELECT right(l.item #>> '{state,number}', 1), l.cursor FROM page AS p CROSS JOIN LATERAL
			routing.interactions_find(1, test.who('eve'), 'administrator', NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, p.cursor, 1) AS l)
	SELECT string_agg(p.n, '') FROM page AS p), '321', 'page by page each once');

-- Who gave one away finds it by what was said until then alone: by a word, not at all, if what came later has it, too.
SELECT test.text_in('+4915100000003', 'a secret') IS NOT NULL;
SELECT test.end_(:three, 'ann', NULL);
SELECT test.wrap_end(:three, 'ann');
SELECT pg_temp.taken();
UPDATE routing.interaction SET agent = test.who('ben') WHERE id = :three;
UPDATE routing.past SET agent = test.who('ben') WHERE interaction = :three;
UPDATE routing.offer SET left_at = made_at WHERE interaction = :three;
DELETE FROM routing.member WHERE queue = 1 AND agent = test.who('ann');
SELECT test.is(pg_temp.found('ann', '{"channel": 1}') || '/' || pg_temp.found('ann', '{"q": "secret"}') || '/' || pg_temp.found('eve', '{"q": "secret"}'), '31//3',
	'who gave it away does not find it by what came later');

-- ---- what is erased is found no more ----

SELECT i.conversation AS conversation FROM routing.interaction AS i WHERE i.id = :one \gset
SELECT messaging.conversation_erase(1, :conversation, 'Erased', 100) AS erased \gset
SELECT test.is(:'erased'::text, 't', 'a conversation is erased');
SELECT test.is((SELECT p.words FROM routing.past AS p WHERE p.interaction = :one), ''::tsvector, 'its words go with it');
SELECT pg_temp.taken();
SELECT test.is(pg_temp.found('eve', '{"q": "gutschein"}') || pg_temp.found('eve', '{"q": "0000001"}') || pg_temp.found('eve', '{"q": "late"}'), '', 'it is found by nothing that was said');
SELECT test.is(pg_temp.found('eve', '{"queue": 1}'), '3d', 'but that it was stays');

-- In steps: the words go with the first one.
SELECT pg_temp.had('+4915100000004', 'first secret', 'ben', 2) AS four \gset
SELECT i.conversation AS conversation4 FROM routing.interaction AS i WHERE i.id = :four \gset
SELECT test.text_in('+4915100000004', 'second secret'), test.text_in('+4915100000004', 'third secret');
SELECT test.end_(:four, 'ben', NULL);
SELECT test.wrap_end(:four, 'ben');
SELECT pg_temp.taken();
SELECT test.is(pg_temp.found('eve', '{"q": "first third"}'), '4', 'all of its texts are looked through');
SELECT test.is(messaging.conversation_erase(1, :conversation4, 'Erased', 1), false, 'one text of three is erased');
SELECT test.is((SELECT p.words FROM routing.past AS p WHERE p.interaction = :four), ''::tsvector, 'it is found by none of them');
SELECT pg_temp.taken();

SELECT test.connect('a'), test.connect('b');
-- Beside: what is being made anew waits for who erases, and sees what is left.
SELECT pg_temp.had('+4915100000005', 'a secret', 'ben', 2) AS five \gset
SELECT i.conversation AS conversation5 FROM routing.interaction AS i WHERE i.id = :five \gset
SELECT test.end_(:five, 'ben', NULL);
SELECT test.wrap_end(:five, 'ben');
SELECT pg_temp.taken();
SELECT test.is(pg_temp.found('eve', '{"q": "secret"}'), '53', 'found by its word');
INSERT INTO routing.past_due (tenant, interaction) VALUES (1, :five);
SELECT test.is(test.beside(format('messaging.conversation_erase(1, %s, ''Erased'', 100)', :conversation5), 'routing.past_fill(10)'), 'waited: 1', 'they wait for each other');
SELECT test.is((SELECT p.words::text ~ 'secret' FROM routing.past AS p WHERE p.interaction = :five), false, 'and what was erased does not come back');

-- ---- gaps, and what can't be folded ----

SELECT pg_temp.taken();
DELETE FROM routing.past;
UPDATE routing.report_progress SET past_pos = past_pos - 3;
DELETE FROM ops.feed WHERE pos IN (SELECT p.past_pos + 1 FROM routing.report_progress AS p);
SELECT pg_temp.taken();
SELECT test.is((SELECT count(*) FROM routing.past), (SELECT count(*) FROM routing.interaction AS i WHERE i.state = 'ended'), 'after a gap in the feed all is made anew');
CREATE OR REPLACE FUNCTION messaging.conversation_words(tenant bigint, conversation bigint) RETURNS text LANGUAGE sql STABLE AS $$ SELECT (1 / 0)::text $$;
INSERT INTO routing.past_due (tenant, interaction) VALUES (1, :two), (1, :three);
SELECT test.is(routing.past_fill(10), 2::bigint, 'what can''t be folded holds up nothing'),
	test.is(pg_temp.found('eve', '{"queue": 2, "state": "ended"}'), 'd42', 'and is found by everything but its words');
