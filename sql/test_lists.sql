-- Lists in their orders (issue 15, D1; decision 120): interactions by beginning and end, cases by opening and last change, transcripts: page by page each row once, what each
-- user finds, and by which index. Ann serves queue 1, Ben queue 2; Sue leads Ann's group, Tom leads Ben's, Eve administers.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben');
CREATE FUNCTION test.role(username text) RETURNS text LANGUAGE sql AS $$ SELECT u.role FROM directory.app_user AS u WHERE u.username = role.username $$;
CREATE FUNCTION pg_temp.taken() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.sequence(10000);
	WHILE routing.past_advance(100) > 0 LOOP END LOOP;
	WHILE routing.past_fill(100) > 0 LOOP END LOOP;
	RETURN routing.past_advance(100);
END $$;
CREATE FUNCTION pg_temp.had(number text, text text, username text, queue bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	id_ bigint := (test.text_in(number, text) ->> 'interaction')::bigint;
BEGIN
	PERFORM test.call(format('routing.place(1, %s, %s, 5, ''[]'', NULL)', id_, queue), ARRAY[ops.key('interaction', 1, id_::text)]);
	PERFORM test.call(format('routing.offer_make(1, %s, %s, %s, %s, NULL, NULL, NULL, %L)', id_,
		(SELECT r.version FROM routing.interaction AS r WHERE r.id = id_), test.who(username), queue, '{"chosen": {"agent": 1}}'),
		ARRAY[test.agent_key(username), ops.key('interaction', 1, id_::text)]);
	PERFORM test.accept(test.live_offer(id_), username);
	RETURN id_;
END $$;
CREATE FUNCTION pg_temp.ended(number text, text text, username text, queue bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	id_ bigint := pg_temp.had(number, text, username, queue);
BEGIN
	PERFORM test.end_(id_, username, NULL);
	PERFORM test.wrap_end(id_, username);
	RETURN id_;
END $$;

-- ---- the three lists, in one form: a page of ids with their cursors ----

CREATE FUNCTION pg_temp.page(list text, username text, sort text, ask jsonb, after text, limit_ integer, tenant bigint DEFAULT 1)
RETURNS TABLE (id bigint, place text) LANGUAGE plpgsql AS $$
DECLARE
	who CONSTANT bigint := test.who(username);
	role CONSTANT text := test.role(username);
	since CONSTANT timestamptz := ask ->> 'since';
	until CONSTANT timestamptz := ask ->> 'until';
BEGIN
	RETURN QUERY
	SELECT (l.item ->> 'id')::bigint, l.cursor FROM routing.interactions_find_2(tenant, who, role, sort, ask ->> 'state', (ask ->> 'agent')::bigint, (ask ->> 'queue')::bigint,
		(ask ->> 'channel')::bigint, (ask ->> 'customer')::bigint, (ask ->> 'case')::bigint, (ask ->> 'disposition')::bigint, since, until, ask ->> 'q', after, limit_) AS l
	WHERE list = 'interactions'
	UNION ALL
	SELECT (l.item ->> 'id')::bigint, l.cursor FROM messaging.case_list_3(tenant, who, role, sort, (ask ->> 'customer')::bigint, ask ->> 'state', (ask ->> 'agent')::bigint,
		(ask ->> 'queue')::bigint, (ask ->> 'channel')::bigint, (ask ->> 'disposition')::bigint, since, until, ask ->> 'q', after, limit_) AS l
	WHERE list = 'cases'
	UNION ALL
	SELECT (l.item ->> 'id')::bigint, l.cursor FROM messaging.transcripts_list(tenant, who, role, (ask ->> 'agent')::bigint, (ask ->> 'queue')::bigint,
		(ask ->> 'channel')::bigint, (ask ->> 'customer')::bigint, (ask ->> 'case')::bigint, since, until, ask ->> 'q', after, limit_) AS l
	WHERE list = 'transcripts';
END $$;
-- All pages of a list, as a client reads them; `between` runs after the first page.
CREATE FUNCTION pg_temp.all_(list text, username text, sort text, ask jsonb DEFAULT '{}', limit_ integer DEFAULT 200, between_ text DEFAULT NULL, tenant bigint DEFAULT 1)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	ids bigint[] := '{}';
	after text;
	one record;
	rows_ integer;
BEGIN
	FOR n IN 1..100 LOOP
		rows_ := 0;
		FOR one IN SELECT * FROM pg_temp.page(list, username, sort, ask, after, limit_ + 1, tenant) LOOP
			rows_ := rows_ + 1;
			after := CASE WHEN rows_ <= limit_ THEN one.place ELSE after END;
			ids := ids || CASE WHEN rows_ <= limit_ THEN one.id END;
		END LOOP;
		-- A last row without an id: the list goes on there.
		CONTINUE WHEN rows_ > limit_ OR (rows_ > 0 AND one.id IS NULL);
		EXIT;
	END LOOP;
	RETURN array_remove(ids, NULL);
END $$;
CREATE FUNCTION pg_temp.sorted(ids bigint[]) RETURNS bigint[] LANGUAGE sql AS $$ SELECT COALESCE(array_agg(i ORDER BY i), '{}') FROM unnest(ids) AS i $$;
CREATE FUNCTION pg_temp.turned(ids bigint[]) RETURNS bigint[] LANGUAGE sql AS $$ SELECT COALESCE(array_agg(i ORDER BY n DESC), '{}') FROM unnest(ids) WITH ORDINALITY AS t (i, n) $$;

UPDATE routing.queue SET wrap_ms = 60000;
DELETE FROM routing.member WHERE (queue = 1 AND agent = test.who('ben')) OR (queue = 2 AND agent <> test.who('ben'));
SELECT pg_temp.ended('+4915100000001', 'My order is late', 'ann', 1) AS one \gset
SELECT pg_temp.ended('+4915100000002', 'Where is my order?', 'ben', 2) AS two \gset
SELECT pg_temp.ended('+4915100000003', 'Hello', 'ann', 1) AS three \gset
SELECT pg_temp.ended('+4915100000004', 'Thanks', 'ben', 2) AS four \gset
SELECT pg_temp.ended('+4915100000005', 'Bye', 'ann', 1) AS five \gset
SELECT pg_temp.had('+4915100000006', 'Open', 'ann', 1) AS six \gset
SELECT pg_temp.taken();
SELECT test.is((SELECT count(*) FROM routing.past AS p JOIN routing.interaction AS i USING (tenant) WHERE i.id = p.interaction AND i.ended_at = p.ended_at), 5::bigint, 'what has ended has its end in the list''s table');
-- Three end in one moment, and the first one ends last.
UPDATE routing.interaction SET ended_at = '2030-01-02' WHERE id IN (:two, :three, :four);
UPDATE routing.interaction SET ended_at = '2030-01-01' WHERE id = :five;
UPDATE routing.interaction SET ended_at = '2030-01-03' WHERE id = :one;
UPDATE routing.past AS p SET ended_at = i.ended_at FROM routing.interaction AS i WHERE i.id = p.interaction;

-- ---- interactions ----

SELECT test.is(pg_temp.all_('interactions', 'eve', sort, limit_ => n), wanted, format('interactions by %s, %s a page', sort, n)) FROM (VALUES
	('-started_at', ARRAY[:six, :five, :four, :three, :two, :one]::bigint[]), ('started_at', ARRAY[:one, :two, :three, :four, :five, :six]::bigint[]),
	('-ended_at', ARRAY[:one, :four, :three, :two, :five]::bigint[]), ('ended_at', ARRAY[:five, :two, :three, :four, :one]::bigint[])) AS t (sort, wanted), generate_series(1, 4) AS n;
SELECT test.is(pg_temp.sorted(pg_temp.all_('interactions', username, sort, ask, n)), pg_temp.sorted(pg_temp.all_('interactions', username, '-started_at', ask)),
	format('%s finds the same by %s, %s a page: %s', username, sort, n, ask))
FROM unnest('{ann,ben,sue,tom,eve}'::text[]) AS username, unnest('{started_at,-ended_at,ended_at}'::text[]) AS sort, generate_series(1, 2) AS n,
	unnest(ARRAY['{"state": "ended"}', jsonb_build_object('state', 'ended', 'agent', test.who('ann')), '{"queue": 2, "state": "ended"}', '{"q": "order"}', '{"channel": 1, "state": "ended"}',
		jsonb_build_object('state', 'ended', 'since', (SELECT i.entered_at FROM routing.interaction AS i WHERE i.id = :two), 'until', (SELECT i.entered_at FROM routing.interaction AS i WHERE i.id = :four))]::jsonb[]) AS ask;
SELECT test.is(pg_temp.all_('interactions', username, '-ended_at'), wanted, username || ' finds by the end what they may see') FROM (VALUES
	('ann', ARRAY[:one, :three, :five]::bigint[]), ('ben', ARRAY[:four, :two]::bigint[]), ('sue', ARRAY[:one, :three, :five]::bigint[]), ('tom', ARRAY[:four, :two]::bigint[])) AS t (username, wanted);
SELECT test.is(pg_temp.all_('interactions', 'ann', 'started_at', '{"state": "open"}'), ARRAY[:six]::bigint[], 'what goes on is found by its beginning'),
	test.is(pg_temp.all_('interactions', 'ben', 'started_at', '{"state": "open"}'), '{}'::bigint[], 'by its agent alone');
SELECT test.is(pg_temp.all_('interactions', 'eve', sort, tenant => 2), '{}'::bigint[], 'another tenant finds nothing by ' || sort) FROM unnest('{started_at,-ended_at,ended_at}'::text[]) AS sort;
SELECT test.fails(format('SELECT * FROM routing.interactions_find_2(1, %s, ''administrator'', %L, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, %L, 10)', test.who('eve'), sort, place), '22P02',
	format('a made-up place of %s: %s', sort, place)) FROM (VALUES ('started_at', 'x'), ('ended_at', '2030-01-01/x')) AS t (sort, place);
SELECT test.fails(format('SELECT * FROM routing.interactions_find_2(1, %s, ''administrator'', ''ended_at'', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ''x/1'', 10)', test.who('eve')), '22007', 'nor a time that is none');

-- Rows that are added between two pages move none of those that were there.
SELECT l.place AS after FROM pg_temp.page('interactions', 'eve', '-ended_at', '{}', NULL, 2) AS l OFFSET 1 \gset
INSERT INTO routing.past (tenant, interaction, started_at, ended_at, channel, words) VALUES (1, 900001, '2030-01-01', '2030-01-02', 1, ''), (1, 900002, '2030-01-01', '2031-01-01', 1, '');
SELECT test.is((SELECT array_agg(l.id) FROM pg_temp.page('interactions', 'eve', '-ended_at', '{}', :'after', 10) AS l), ARRAY[:three, :two, :five]::bigint[], 'what is added meanwhile neither repeats nor hides a row');
DELETE FROM routing.past WHERE interaction > 900000;

-- Rows from before the upgrade have no end yet: they are found by it as soon as they are made anew.
UPDATE routing.past SET ended_at = NULL WHERE interaction = :one;
SELECT test.is(pg_temp.all_('interactions', 'eve', '-ended_at'), ARRAY[:four, :three, :two, :five]::bigint[], 'a row of the release before is not found by its end');
UPDATE routing.report_progress SET past_words = 2;
SELECT pg_temp.taken();
SELECT test.is(pg_temp.all_('interactions', 'eve', '-ended_at'), ARRAY[:one, :four, :three, :two, :five]::bigint[], 'until it is made anew');

-- ---- transcripts: what is listed is opened, what is opened is listed ----

SELECT pg_temp.had('+4915100000007', 'In wrap-up', 'ann', 1) AS seven \gset
SELECT test.end_(:seven, 'ann', NULL);
CREATE FUNCTION pg_temp.opened(username text) RETURNS bigint[] LANGUAGE sql AS $$
	SELECT COALESCE(array_agg(t.id ORDER BY t.opened_at DESC, t.id DESC), '{}') FROM messaging.transcript AS t
	WHERE t.tenant = 1 AND (messaging.transcript(1, t.id, test.who(username), test.role(username))).outcome = 'ok'
$$;
CREATE FUNCTION pg_temp.same(why text) RETURNS void LANGUAGE sql AS $$
	SELECT test.is(pg_temp.all_('transcripts', u, NULL, limit_ => n), pg_temp.opened(u), format('%s: %s opens what is listed, %s a page', why, u, n)) FROM unnest('{ann,ben,sue,tom,eve}'::text[]) AS u, generate_series(1, 3) AS n
$$;
SELECT test.is(pg_temp.opened('eve'), ARRAY[:seven, :five, :four, :three, :two, :one]::bigint[], 'six have ended');
SELECT test.is(pg_temp.opened('ann') || pg_temp.opened('ben'), ARRAY[:seven, :five, :three, :one, :four, :two]::bigint[], 'agents open those of their queues and their own');
SELECT pg_temp.same('of their own');
UPDATE messaging.conversation SET opened_at = '2030-01-01' WHERE interaction IN (:one, :two, :three);
INSERT INTO routing.member (tenant, queue, agent) VALUES (1, 1, test.who('ben'));
SELECT pg_temp.same('in a further queue'), test.ok(:one = ANY (pg_temp.all_('transcripts', 'ben', NULL)), 'which adds some');
UPDATE routing.member SET enabled = false WHERE queue = 1 AND agent = test.who('ben');
SELECT pg_temp.same('suspended'), test.ok(NOT :one = ANY (pg_temp.all_('transcripts', 'ben', NULL)), 'and takes them away');
SELECT test.is(pg_temp.all_('transcripts', 'eve', NULL, tenant => 2), '{}'::bigint[], 'another tenant''s are not listed');
INSERT INTO messaging.customer (tenant, name, created_at) VALUES (1, 'Zoë', ops.clock()) RETURNING id AS zoe \gset
UPDATE messaging.conversation SET customer = :zoe WHERE interaction IN (:one, :two);
SELECT test.is(pg_temp.all_('transcripts', 'eve', NULL, ask), wanted, 'transcripts by ' || ask::text) FROM (VALUES
	(jsonb_build_object('agent', test.who('ann')), ARRAY[:seven, :five, :three, :one]::bigint[]), ('{"queue": 2}', ARRAY[:four, :two]::bigint[]), ('{"channel": 77}', '{}'),
	(jsonb_build_object('customer', :zoe), ARRAY[:two, :one]::bigint[]), (jsonb_build_object('customer', :zoe, 'queue', 2), ARRAY[:two]::bigint[]), ('{"q": "order"}', ARRAY[:two, :one]::bigint[]), ('{"q": "0000003"}', ARRAY[:three]::bigint[]),
	('{"q": "%"}', '{}'), (jsonb_build_object('case', (SELECT i.case_id FROM routing.interaction AS i WHERE i.id = :five)), ARRAY[:five]::bigint[]),
	(jsonb_build_object('since', (SELECT t.opened_at FROM messaging.transcript AS t WHERE t.id = :four)), ARRAY[:seven, :five, :four]::bigint[]),
	(jsonb_build_object('until', (SELECT t.opened_at FROM messaging.transcript AS t WHERE t.id = :three)), ARRAY[:two, :one]::bigint[])) AS t (ask, wanted);
SELECT test.is((SELECT l.item - '{conversation,channel,opened_at,closed_at}'::text[] FROM messaging.transcripts_list(1, test.who('ann'), 'agent', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'hello', NULL, 10) AS l),
	jsonb_build_object('id', :'three', 'interaction', :'three', 'number', '+4915100000003', 'customer', NULL, 'queue', (SELECT jsonb_build_object('id', '1', 'name', q.name) FROM routing.queue AS q WHERE q.id = 1),
		'agent', (SELECT jsonb_build_object('id', u.id::text, 'name', u.name) FROM directory.app_user AS u WHERE u.username = 'ann'),
		'case', (SELECT jsonb_build_object('id', k.id::text, 'number', k.number, 'title', k.title) FROM messaging.case_ AS k JOIN routing.interaction AS i ON i.case_id = k.id WHERE i.id = :three),
		'closed_by', test.who('ann')::text, 'message_count', 1), 'a head shows who and when, nothing that was said');
-- Who gave it away opens the part of their time, counts that, and finds it by no words.
SELECT pg_temp.had('+4915100000008', 'Before', 'ann', 1) AS eight \gset
SELECT test.text_in('+4915100000008', 'After') IS NOT NULL;
SELECT test.end_(:eight, 'ann', NULL), test.wrap_end(:eight, 'ann');
SELECT pg_temp.taken();
DELETE FROM routing.member WHERE queue = 1 AND agent = test.who('ann');
UPDATE routing.interaction SET agent = test.who('ben') WHERE id = :eight;
UPDATE routing.past SET agent = test.who('ben') WHERE interaction = :eight;
UPDATE routing.offer AS o SET left_at = (SELECT min(m.at) FROM messaging.message AS m JOIN messaging.conversation AS c ON c.id = m.conversation WHERE c.interaction = :eight) WHERE o.interaction = :eight;
SELECT pg_temp.same('given away');
SELECT test.is(pg_temp.all_('transcripts', 'ann', NULL, '{"q": "before"}') || pg_temp.all_('transcripts', 'eve', NULL, '{"q": "before"}'), ARRAY[:eight]::bigint[], 'it is found by words by who reads all of it');
SELECT test.is(pg_temp.all_('interactions', 'ann', sort, '{"q": "after"}') || pg_temp.all_('interactions', 'eve', sort, '{"q": "after"}'), ARRAY[:eight]::bigint[], 'nor its interaction by ' || sort) FROM unnest('{-started_at,started_at,ended_at}'::text[]) AS sort;
SELECT test.is((SELECT array_agg((l.item ->> 'message_count')::integer ORDER BY u) FROM unnest('{ann,eve}'::text[]) AS u CROSS JOIN LATERAL messaging.transcripts_list(1, test.who(u), test.role(u), NULL, NULL, NULL, NULL,
		(SELECT i.case_id FROM routing.interaction AS i WHERE i.id = :eight), NULL, NULL, NULL, NULL, 10) AS l), ARRAY[1, 2], 'each is told of the messages that they may read');
SELECT test.is((SELECT jsonb_array_length((messaging.transcript(1, :eight, test.who('ann'), 'agent')).body -> 'messages')), 1, 'as many as are opened');

-- ---- cases ----

SELECT i.case_id AS case1 FROM routing.interaction AS i WHERE i.id = :one \gset
SELECT i.case_id AS case2 FROM routing.interaction AS i WHERE i.id = :two \gset
SELECT i.case_id AS case3 FROM routing.interaction AS i WHERE i.id = :three \gset
SELECT i.case_id AS case4 FROM routing.interaction AS i WHERE i.id = :four \gset
SELECT i.case_id AS case5 FROM routing.interaction AS i WHERE i.id = :five \gset
UPDATE messaging.case_ SET created_at = '2030-01-01' WHERE id IN (:case1, :case2, :case3, :case4, :case5);
UPDATE messaging.case_ SET created_at = '2040-01-01' WHERE id NOT IN (:case1, :case2, :case3, :case4, :case5); -- not asked for below
UPDATE messaging.search_entry AS e SET made_at = k.created_at FROM messaging.case_ AS k WHERE e.kind = 'case' AND e.ref = k.id;
UPDATE messaging.case_ SET state = 'closed', closed_at = '2030-01-03' WHERE id IN (:case1, :case4);
UPDATE messaging.case_ SET reopened_at = '2030-01-05' WHERE id = :case2;
SELECT test.is(pg_temp.all_('cases', 'eve', sort, '{"until": "2030-01-02"}'::jsonb || ask, n), wanted, format('cases by %s, %s a page: %s', sort, n, ask)) FROM (VALUES
	('-created_at', '{}'::jsonb, ARRAY[:case5, :case4, :case3, :case2, :case1]::bigint[]), ('created_at', '{}', ARRAY[:case1, :case2, :case3, :case4, :case5]::bigint[]),
	('-changed_at', '{}', ARRAY[:case2, :case4, :case1, :case5, :case3]::bigint[]), ('changed_at', '{}', ARRAY[:case3, :case5, :case1, :case4, :case2]::bigint[]),
	('-changed_at', '{"state": "open"}', ARRAY[:case2, :case5, :case3]::bigint[]), ('changed_at', '{"since": "2030-01-01T00:00:01Z"}', '{}'), ('-changed_at', '{"q": "0000003"}', ARRAY[:case3]::bigint[]),
	('-created_at', '{"queue": 2}', ARRAY[:case4, :case2]::bigint[]), ('changed_at', '{"queue": 2, "state": "open"}', ARRAY[:case2]::bigint[]), ('-changed_at', jsonb_build_object('agent', test.who('ann')), ARRAY[:case1, :case5, :case3]::bigint[]),
	('created_at', jsonb_build_object('agent', test.who('ann'), 'queue', 2), '{}'), ('created_at', '{"channel": 77}', '{}'), ('created_at', '{"channel": 1, "state": "closed"}', ARRAY[:case1, :case4]::bigint[]),
	('created_at', '{"disposition": 77}', '{}')) AS t (sort, ask, wanted), generate_series(1, 3) AS n;
SELECT test.is(pg_temp.sorted(pg_temp.all_('cases', username, sort, ask, n)), pg_temp.sorted(pg_temp.all_('cases', username, '-created_at', ask)), format('%s finds the same cases by %s, %s a page: %s', username, sort, n, ask))
FROM unnest('{ann,ben,sue,tom,eve}'::text[]) AS username, unnest('{created_at,-changed_at,changed_at}'::text[]) AS sort, generate_series(1, 2) AS n,
	unnest('{"{}","{\"state\": \"open\"}","{\"queue\": 1}"}'::jsonb[]) AS ask;
SELECT test.ok(pg_temp.all_('cases', 'ben', '-changed_at') <> pg_temp.all_('cases', 'eve', '-changed_at') AND :case2 = ANY (pg_temp.all_('cases', 'ben', '-changed_at')), 'which are not the same for all');
SELECT test.is(pg_temp.all_('cases', 'eve', sort, tenant => 2), '{}'::bigint[], 'another tenant finds no case by ' || sort) FROM unnest('{created_at,-changed_at,changed_at}'::text[]) AS sort;
SELECT l.place AS after FROM pg_temp.page('cases', 'eve', 'changed_at', '{"until": "2030-01-02"}', NULL, 2) AS l OFFSET 1 \gset
UPDATE messaging.case_ SET state = 'closed', closed_at = '2030-01-09' WHERE id = :case3;
SELECT test.is((SELECT array_agg(l.id) FROM pg_temp.page('cases', 'eve', 'changed_at', '{"until": "2030-01-02"}', :'after', 10) AS l), ARRAY[:case1, :case4, :case2, :case3]::bigint[], 'a case that changes between two pages stands in its new place, the others in theirs');

-- ---- many rows: an index leads, a page reads its own rows alone ----

INSERT INTO routing.past (tenant, interaction, started_at, ended_at, channel, queue, agent, words)
SELECT 1, 1000000 + n, ops.clock(), '2029-01-01'::timestamptz + n % 5000 * interval '1 second', 1, CASE WHEN n % 100 = 1 THEN 1 ELSE 2 END, CASE WHEN n % 100 = 0 THEN test.who('ben') END, '' FROM generate_series(1, 30000) AS n;
INSERT INTO messaging.case_ (tenant, id, number, customer, title, created_at, state, closed_at)
SELECT 1, 1000000 + n, 'M-' || n, :zoe, 'Many', '2029-01-01'::timestamptz + n % 5000 * interval '1 second', CASE WHEN n % 100 = 0 THEN 'open' ELSE 'closed' END, CASE WHEN n % 100 > 0 THEN '2029-02-01'::timestamptz END FROM generate_series(1, 30000) AS n;
INSERT INTO messaging.transcript (tenant, id, conversation, first_seq, last_seq, opened_at, closed_at, case_id, messages)
SELECT 1, 1000000 + n, 1, 1, 1, '2029-01-01'::timestamptz + n % 5000 * interval '1 second', '2029-02-01', :case1, '[]' FROM generate_series(1, 30000) AS n;
ANALYZE routing.past, messaging.case_, messaging.transcript, messaging.search_entry;
-- How many rows of a table a statement reads, by which of its indexes: "past_ended 51". From the counters of this session's transaction.
CREATE FUNCTION pg_temp.reads(relation regclass) RETURNS TABLE (name text, rows_ bigint) LANGUAGE sql AS $$
	SELECT i.indexrelid::regclass::text, pg_stat_get_xact_tuples_returned(i.indexrelid) FROM pg_index AS i WHERE i.indrelid = relation
	UNION ALL SELECT 'all', pg_stat_get_xact_tuples_returned(relation)
$$;
CREATE FUNCTION pg_temp.led_by(relation regclass, list text, username text, sort text, ask jsonb, after text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	before jsonb := (SELECT jsonb_object_agg(r.name, r.rows_) FROM pg_temp.reads(relation) AS r);
	found_ bigint := (SELECT count(*) FROM pg_temp.page(list, username, sort, ask, after, 51));
BEGIN
	RETURN (SELECT format('%s: %s%s', found_, string_agg(split_part(r.name, '.', 2), ' ' ORDER BY r.name), CASE WHEN sum(r.rows_ - (before ->> r.name)::bigint) > 2500 THEN ' reads ' || sum(r.rows_ - (before ->> r.name)::bigint) END)
		FROM pg_temp.reads(relation) AS r WHERE r.rows_ - (before ->> r.name)::bigint > 51);
END $$;
SELECT test.is(pg_temp.led_by(relation, list, username, sort, ask, after), wanted, format('%s of %s by %s%s: %s', list, username, sort, ' after ' || after, ask)) FROM (VALUES
	('routing.past'::regclass, 'interactions', 'eve', 'started_at', '{}'::jsonb, NULL, '51: past_pkey'),
	('routing.past', 'interactions', 'eve', 'started_at', '{}', '1020000', '51: past_pkey'),
	('routing.past', 'interactions', 'eve', '-started_at', '{"state": "ended", "channel": 1}', '1020000', '51: '),
	('routing.past', 'interactions', 'eve', 'ended_at', '{}', NULL, '51: past_ended'),
	('routing.past', 'interactions', 'eve', 'ended_at', '{}', '2029-01-01 01:00:00+00/1003600', '51: past_ended'),
	('routing.past', 'interactions', 'eve', '-ended_at', '{}', '2029-01-01 01:00:00+00/1003600', '51: past_ended'),
	('routing.past', 'interactions', 'eve', '-ended_at', '{"queue": 1}', '2029-01-01 01:00:00+00/1003600', '51: past_queue_ended'),
	('routing.past', 'interactions', 'eve', 'ended_at', jsonb_build_object('agent', test.who('ben')), '2029-01-01 01:00:00+00/1003600', '51: past_agent_ended'),
	('routing.past', 'interactions', 'ben', '-ended_at', '{}', '2029-01-01 01:00:00+00/1003600', '51: past_ended'),
	('messaging.case_', 'cases', 'eve', 'created_at', '{}', '1020000', '51: case__pkey'),
	('messaging.case_', 'cases', 'eve', '-created_at', '{}', '1020000', '51: case__pkey'),
	('messaging.case_', 'cases', 'eve', 'changed_at', '{}', '2029-01-01 01:00:00+00/1003600', '51: case__pkey case_changed'),
	('messaging.case_', 'cases', 'eve', '-changed_at', '{}', '2029-02-01 00:00:00+00/1020000', '51: case__pkey case_changed'),
	('messaging.case_', 'cases', 'eve', 'changed_at', '{"state": "open"}', '2029-01-01 01:00:00+00/1003600', '51: case__pkey case_open_changed'),
	('messaging.case_', 'cases', 'ben', '-changed_at', '{}', NULL, '51: case__pkey case_changed'),
	('messaging.transcript', 'transcripts', 'eve', NULL, '{}', '2029-01-01 01:00:00+00/1003600', '51: transcript_opened'),
	('messaging.transcript', 'transcripts', 'ben', NULL, '{}', '2029-01-01 01:00:00+00/1003600', '1: transcript_opened'),
	('messaging.transcript', 'transcripts', 'eve', NULL, '{"since": "2029-01-01T00:30:00Z", "until": "2029-01-01T00:40:00Z"}', NULL, '51: transcript_opened')) AS t (relation, list, username, sort, ask, after, wanted);
-- Where most of what stands in an order is not the actor's, pages without rows lead on to theirs.
SELECT test.is((SELECT array_agg(l.id) FROM pg_temp.page('interactions', 'ann', 'ended_at', '{}', NULL, 51) AS l), ARRAY[:eight, NULL]::bigint[], 'a page looks at no more than 2,000 rows'),
	test.ok(:one = ANY (pg_temp.all_('interactions', 'ann', '-ended_at')), 'what one had is found'),
	test.is(pg_temp.all_('interactions', 'ann', 'ended_at', limit_ => 50), pg_temp.turned(pg_temp.all_('interactions', 'ann', '-ended_at')), 'from either end'),
	test.is(pg_temp.all_('transcripts', 'ann', NULL, limit_ => 50), pg_temp.opened('ann'), 'transcripts, too');
