-- Messaging: customers by number, their cards, cases, pages of messages, the workspace.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben');
SELECT test.handled('+4915100000001', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i, (:'got'::jsonb ->> 'conversation')::bigint AS c \gset

-- ---- a new customer (SMS-6) ----

SELECT test.is((messaging.customers_find(1, '+4915100000001', test.who('eve'), 'administrator')).body -> 'data', '[]', 'nobody is known by the number');
SELECT test.is((messaging.customers_find(1, '+4915100000001', test.who('eve'), 'administrator')).body #>> '{interactions,0,id}', :'i', 'but its history is');
CREATE FUNCTION test.customer(number text, name text) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.customer_create(%L, NULL, 1, %s, ''agent'', %L, %L, %L)', c, test.who('ann'), name, number, 'likes tea'),
		test.command_keys(c, ops.key('customer_number', 1, number))) FROM test.command() AS c
$$;
SELECT to_jsonb(test.customer('+4915100000001', 'Zoë')) AS answer \gset
SELECT (:'answer'::jsonb #>> '{body,id}')::bigint AS zoe \gset
SELECT test.is(:'answer'::jsonb ->> 'outcome', 'created', 'an agent makes a customer');
SELECT test.is(:'answer'::jsonb #>> '{body,interactions,0,id}', :'i', 'whose card shows the interaction');
SELECT test.is((SELECT array_agg(DISTINCT n ->> 'kind') FROM jsonb_array_elements(:'answer'::jsonb -> 'news') AS n), '{3,4,9}',
	'customer, conversation and interaction are told');
SELECT test.is((SELECT state #>> '{customer,name}' FROM routing.interaction_state(1, :i)), 'Zoë', 'the open interaction shows them');
SELECT test.is((SELECT customer FROM routing.interaction WHERE id = :i), :zoe::bigint, 'and is theirs');
SELECT test.is((messaging.customers_find(1, '+4915100000001', test.who('eve'), 'administrator')).body #>> '{data,0,state,notes}', 'likes tea', 'they are found by the number');
SELECT test.is((test.customer('+4915100000001', '')).outcome, 'invalid', 'a customer needs a name');
SELECT test.is((test.customer('+4915100000099', n.name)).outcome, 'invalid', 'not a name: ' || n.what) FROM (VALUES
	(E'A\nB', 'a line break'), (E'A\tB', 'a tab'), (E'A\u0085B', 'a C1 control'), (E'A\u202EB', 'an override of direction'),
	(E'A\u202A', 'an embedding'), (E'\u2066A', 'an isolate'), (E'A\u2069', 'its end'), (E'\u00A0\u3000', 'spaces of other kinds'),
	(E'\u200B\u200D\uFEFF', 'nothing visible'), (E'\u2800\u3164', 'blank letters')) AS n (name, what);
SELECT test.is((test.customer('+4915100000098', n.name)).outcome, 'created', 'a name: ' || n.name) FROM (VALUES
	('Zoë'), ('محمد'), ('王小明'), (E'\U0001F469\u200D\U0001F4BB'), ('O''Neill-Ånderson, Jr.')) AS n (name);
SELECT test.is((test.customer(n, 'X')).outcome, 'invalid', 'not a number: ' || n)
FROM unnest(ARRAY['4915100000097', '+0915100000097', '+123456', '+1234567890123456', '12', '123456789', 'ACME', '+49151x0000097', E'+4915100000097\n']) AS n;
SELECT test.is((test.customer(n, 'X')).outcome, 'created', 'a number: ' || n) FROM unnest(ARRAY['+1234567', '+123456789012345', '123', '12345678']) AS n;

-- The end makes a case of the customer; the next text knows them; the case can be chosen.
SELECT (test.end_(:i, 'ann', 1, title => 'Tea')).body #>> '{state,case,id}' AS k \gset
SELECT test.is((messaging.case_get(1, :k, test.who('eve'), 'administrator')).body #>> '{customer,name}', 'Zoë', 'the case is the customer''s');
SELECT test.is((messaging.case_get(1, :k, test.who('eve'), 'administrator')).body #>> '{interactions,0,id}', :'i', 'with the interaction');
SELECT test.text_in('+4915100000001', 'me again') AS got \gset
SELECT test.is(:'got'::jsonb ->> 'customer_known', 'true', 'the customer''s next text is known to be theirs');
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i2, (:'got'::jsonb ->> 'conversation')::bigint AS c2 \gset
SELECT test.offer(:i2, 'ben');
SELECT test.accept(test.live_offer(:i2), 'ben');
SELECT test.is((test.end_(:i2, 'ben', 1, :k)).body #>> '{state,case,id}', :'k', 'the open case is chosen for the next');
SELECT test.is(jsonb_array_length((messaging.case_get(1, :k, test.who('eve'), 'administrator')).body -> 'interactions'), 2, 'it then has both');
SELECT test.is((messaging.customer_get(1, :zoe, test.who('eve'), 'administrator')).body #>> '{cases,0,number}', 'C-1001', 'the card shows the open case by its number');
SELECT test.is(jsonb_array_length((messaging.customer_get(1, :zoe, test.who('eve'), 'administrator')).body -> 'interactions'), 2, 'and the history');
SELECT test.is((SELECT count(*) FROM messaging.case_list(1, test.who('eve'), 'administrator', :zoe, NULL, 10)), 1::bigint, 'a customer''s cases are listed');
SELECT test.is((test.wrap_end(:i2, 'ben', NULL, 424242)).outcome, 'case_not_found', 'in wrap-up, a case that does not exist is not there');

-- The life cycle of a case: who closed and reopened it, when and why.
CREATE FUNCTION test.case_set(id bigint, username text, state text, note text DEFAULT NULL, role text DEFAULT 'agent', version bigint DEFAULT NULL,
	command bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.case_update(%L, NULL, 1, %s, %L, %s, %L, %L, %L)', command, test.who(username), role, id,
		COALESCE(version, (SELECT k.version FROM messaging.case_ AS k WHERE k.id = case_set.id)), state, note), test.command_keys(command))
$$;
SELECT test.is((test.case_set(:k, 'wim', 'closed')).outcome, 'not_found', 'who may not see a case can''t close it');
SELECT test.is((test.case_set(99, 'ann', 'closed')).outcome, 'not_found', 'nor anybody one that is not there');
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{errors,0,pointer}'] FROM test.case_set(:k, 'ben', 'closed', repeat('x', 1001)) AS a), '{invalid,/note}', 'a note has 1,000 characters at most');
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{state,state}'] FROM test.case_set(:k, 'ben', 'closed', version => 77) AS a), '{stale_version,open}', 'a version that it has not closes nothing');
SELECT test.command() AS cc \gset
SELECT to_jsonb(test.case_set(:k, 'ben', 'closed', ' tea sent ', command => :'cc')) AS closed \gset
SELECT test.is(:'closed'::jsonb #>> '{body,state}', 'closed', 'an agent who may see a case closes it');
SELECT test.is(:'closed'::jsonb #> '{body,closed_by,id}', to_jsonb(test.who('ben')::text), 'it says who did');
SELECT test.ok(:'closed'::jsonb #>> '{body,closed_at}' IS NOT NULL, 'and when');
SELECT test.is(:'closed'::jsonb #>> '{body,changes,0,note}', 'tea sent', 'and why');
SELECT test.is((test.case_set(:k, 'ben', 'closed', ' tea sent ', version => 1, command => :'cc')).body #>> '{changes,0,at}', :'closed'::jsonb #>> '{body,changes,0,at}', 'asked again it answers the same');
SELECT test.is((SELECT ARRAY[a.outcome, jsonb_array_length(a.body -> 'changes')::text] FROM test.case_set(:k, 'ann', 'closed') AS a), '{ok,1}', 'one that is closed stays as it is');
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{errors,0,pointer}'] FROM test.case_set(:k, 'ann', 'closed', 'why') AS a), '{invalid,/note}', 'a note that comes with no change is refused, not dropped');
SELECT test.is(jsonb_array_length((messaging.customer_get(1, :zoe, test.who('eve'), 'administrator')).body -> 'cases'), 0, 'the card shows no closed case');
SELECT test.is((test.case_set(:k, 'ann', 'open')).body #> '{reopened_by,id}', to_jsonb(test.who('ann')::text), 'it is opened again, by whom it says');
SELECT test.is((SELECT ARRAY[g.body ->> 'state', g.body ->> 'closed_at', g.body #>> '{changes,0,state}', g.body #>> '{changes,1,note}']
	FROM messaging.case_get(1, :k, test.who('eve'), 'administrator') AS g), '{open,NULL,open,tea sent}', 'its history keeps both');
SELECT test.is((test.case_set(:k, 'eve', 'closed', role => 'administrator')).body #> '{closed_by,id}', to_jsonb(test.who('eve')::text), 'an administrator closes any');
SELECT test.is((SELECT array_agg(a.action || ' ' || (a.detail ->> 'case') ORDER BY a.id) FROM ops.audit AS a WHERE a.action LIKE 'case%'),
	ARRAY['case_close ' || :k, 'case_reopen ' || :k, 'case_close ' || :k], 'each is audited');
-- What links to a case and what closes it ask for one key: the one sees what the other did.
CREATE FUNCTION test.asked(call text, keys bigint[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(keys);
	EXECUTE 'SELECT * FROM ' || call INTO answer;
	PERFORM ops.batch_end();
	RETURN CASE answer.outcome WHEN 'moved' THEN answer.keys END;
END $$;
SELECT test.handled('+4915100000001', 'ben') AS got \gset
SELECT test.ok(test.asked(format('routing.interaction_end_2(%L, NULL, 1, %s, %L, %s, 1, %s, NULL, NULL, NULL)', c, test.who('ben'), 'agent', :'got'::jsonb ->> 'interaction', :k),
	test.command_keys(c)) @> ARRAY[ops.key('case', 1, :'k')], 'an end with a case needs the case''s key') FROM test.command() AS c;
SELECT test.ok(test.asked(format('routing.wrap_up_end(%L, NULL, 1, %s, %s, %s, NULL)', c, test.who('ben'), :i2, :k), test.command_keys(c) || ops.key('agent', 1, test.who('ben')::text)) @> ARRAY[ops.key('case', 1, :'k')],
	'so does another case at wrap-up') FROM test.command() AS c;
SELECT test.ok(test.asked(format('messaging.case_update(%L, NULL, 1, %s, %L, %s, NULL, %L, NULL)', c, test.who('eve'), 'administrator', :k, 'open'), test.command_keys(c)) @> ARRAY[ops.key('case', 1, :'k')],
	'and so does closing it') FROM test.command() AS c;
INSERT INTO messaging.case_ (tenant, id, number, customer_number, title, created_at) VALUES (1, nextval('messaging.case_id'), 'C-nobody', '+4915100000099', 'Nobody''s', ops.clock()) RETURNING id AS nobodys \gset
SELECT test.ok(test.asked(format('messaging.case_update(%L, NULL, 1, %s, %L, %s, NULL, %L, NULL)', c, test.who('eve'), 'administrator', :nobodys, 'closed'), test.command_keys(c))
	@> ARRAY[ops.key('customer_number', 1, '+4915100000099')], 'a case without a customer is changed with its number''s key') FROM test.command() AS c;
DELETE FROM messaging.case_ WHERE id = :nobodys;
SELECT test.is((test.end_((:'got'::jsonb ->> 'interaction')::bigint, 'ben', 1, :k)).outcome, 'case_closed', 'a closed case can''t be chosen');

-- A case made during the interaction is the one its end goes to.
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i3 \gset
SELECT test.call(format('messaging.case_create(%L, NULL, 1, 1, ''administrator'', NULL, %L, %s)', c, 'Made before', :i3), test.command_keys(c)) AS made FROM test.command() AS c \gset
SELECT test.is((test.end_(:i3, 'ben', 1)).body #>> '{state,case,title}', 'Made before', 'an interaction ends in the case that was made for it');

-- A second customer with the number: then the agent chooses.
SELECT (test.customer('+4915100000001', 'Yan')).body ->> 'id' AS yan \gset
SELECT test.is(jsonb_array_length((messaging.customers_find(1, '+4915100000001', test.who('eve'), 'administrator')).body -> 'data'), 2, 'several customers may have one number');
SELECT test.handled('+4915100000001', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'conversation')::bigint AS c4 \gset
SELECT test.is((SELECT state -> 'customer' FROM messaging.conversation_state(1, :c4)), 'null', 'then none is assumed');
CREATE FUNCTION test.choose(username text, conversation bigint, customer bigint) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.customer_choose(%L, NULL, 1, %s, %s, %s)', c, test.who(username), conversation, customer),
		test.command_keys(c)) FROM test.command() AS c
$$;
SELECT test.is((test.choose('ben', :c4, :yan)).outcome, 'not_yours', 'who does not handle it can''t choose');
SELECT test.is((test.choose('ann', :c4, 999)).outcome, 'invalid', 'a customer without the number can''t be chosen');
SELECT test.is((test.choose('ann', :c4, :yan)).body #>> '{state,customer,name}', 'Yan', 'its agent chooses');

-- Changes by version.
CREATE FUNCTION test.rename(id bigint, version bigint, name text) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.customer_update(%L, NULL, 1, 1, ''administrator'', %s, %s, %L, NULL)', c, id, version, name),
		test.command_keys(c, ops.key('customer', 1, id::text))) FROM test.command() AS c
$$;
SELECT test.is((test.rename(:zoe, 1, 'Zoe')).body ->> 'version', '2', 'a record changes by its version');
SELECT test.is((test.rename(:zoe, 1, 'Zo')).outcome, 'stale_version', 'who has an old one is told');
SELECT test.is((test.rename(:zoe, 1, 'Zo')).body #>> '{state,name}', 'Zoe', 'with the record as it is');
SELECT test.is((test.rename(:zoe, 2, n.name)).outcome, 'invalid', 'a record takes no name that would not be one')
FROM (VALUES (E'Z\u202Eo'), (E'Z\ro'), (E'\u200B'), ('  ')) AS n (name);

-- ---- pages of messages ----

SELECT count(test.text_in('+4915100000001', 'text ' || n)) FROM generate_series(2, 41) AS n;
CREATE FUNCTION test.seqs(after_ bigint, before_ bigint, most integer) RETURNS text LANGUAGE sql AS $$
	SELECT (a.body #>> '{data,0,state,seq}') || '..' || (a.body -> 'data' -> -1 #>> '{state,seq}') || ' ' || COALESCE(a.body ->> 'next_cursor', 'end')
	FROM messaging.messages(1, test.who('ann'), 'agent', (SELECT max(id) FROM messaging.conversation), after_, before_, most) AS a
$$;
SELECT test.is(test.seqs(NULL, NULL, 30), '12..41 12', 'the last messages come first');
SELECT test.is(test.seqs(NULL, 12, 30), '1..11 end', 'then those before');
SELECT test.is(test.seqs(38, NULL, 30), '39..41 end', 'a hole is read by sequence');
SELECT test.is(test.seqs(0, NULL, 10), '1..10 10', 'in pages');
SELECT test.is(test.seqs(9223372036854775807, NULL, 30), NULL, 'after the greatest sequence there is nothing');
SELECT test.is(test.seqs(-9223372036854775808, NULL, 10), '1..10 10', 'before the first there is the first');
SELECT test.is(test.seqs(NULL, 9223372036854775807, 30), '12..41 12', 'before the greatest there are the last');
SELECT test.is(test.seqs(NULL, -9223372036854775808, 30), NULL, 'before the least there is nothing');
SELECT test.is((messaging.messages(1, test.who('ben'), 'agent', :c4, NULL, NULL, 1)).outcome, 'not_yours', 'a stranger reads none');
SELECT test.is((messaging.messages(2, test.who('ann'), 'administrator', :c4, NULL, NULL, 1)).outcome, 'not_found', 'nor another tenant');

-- ---- the workspace ----

SELECT (test.text_in('+4915100000009', 'new') ->> 'interaction')::bigint AS i9 \gset
SELECT test.offer(:i9, 'ann');
SELECT (messaging.workspace(1, test.who('ann'), true)).body AS w \gset
SELECT test.is((messaging.workspace(1, test.who('ann'), false)).body -> 'live', 'false', 'a snapshot says when the stream lags');
SELECT test.is(:'w'::jsonb #>> '{user,username}', 'ann', 'the workspace names its user');
SELECT test.is(:'w'::jsonb #>> '{agent,state,status}', 'available', 'shows the agent''s status');
SELECT test.is(:'w'::jsonb #>> '{offers,0,state,last_text}', 'new', 'the live offers');
SELECT test.is(jsonb_array_length(:'w'::jsonb -> 'interactions'), 2, 'the open interactions, wrap-up too');
SELECT test.is(jsonb_array_length(:'w'::jsonb #> '{interactions,1,messages}'), 30, 'each with its last 30 messages');
SELECT test.is(:'w'::jsonb #>> '{interactions,1,conversation,state,last_seq}', '41', 'and its conversation');
SELECT test.is(:'w'::jsonb #>> '{queues,1,waiting}', '1', 'the queues with what waits');
SELECT test.is(:'w'::jsonb #>> '{team,0,name}', 'Sue', 'and the team');
SELECT test.text_in('+4915100000001', repeat('x', 1600)) FROM generate_series(1, 15);
SELECT test.ok(length(((messaging.workspace(1, test.who('ann'), true)).body #> '{interactions,1,messages}')::text) < 30000,
	'long conversations bring at most 16 KiB of their text');

-- ---- 2,000 random calls: the counts are always what a recount says ----

CREATE FUNCTION test.any_(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	found_ bigint;
BEGIN
	EXECUTE query || ' ORDER BY random() LIMIT 1' INTO found_;
	RETURN found_;
END $$;
CREATE FUNCTION test.random_call(who text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	a bigint := test.who(who);
	o bigint := test.any_(format('SELECT id FROM routing.offer WHERE agent = %s AND state = ''made''', a));
	i bigint := test.any_(format('SELECT id FROM routing.interaction WHERE agent = %s AND state = ''assigned''', a));
	w bigint := test.any_(format('SELECT id FROM routing.interaction WHERE agent = %s AND state = ''wrap_up''', a));
	free bigint := test.any_('SELECT id FROM routing.interaction WHERE state IN (''arrived'', ''waiting'')');
	dice integer := random() * 100;
BEGIN
	CASE
	WHEN dice < 20 THEN PERFORM test.text_in('+49151' || (random() * 40)::integer + 10000000, 'hi');
	WHEN dice < 45 THEN PERFORM test.offer(free, who) WHERE free IS NOT NULL;
	WHEN dice < 65 THEN PERFORM test.accept(o, who) WHERE o IS NOT NULL;
	WHEN dice < 68 THEN PERFORM test.reject(o, who) WHERE o IS NOT NULL;
	WHEN dice < 72 THEN PERFORM test.pass('10 s'), test.expire(o) WHERE o IS NOT NULL;
	WHEN dice < 82 THEN PERFORM test.end_(i, who, NULL) WHERE i IS NOT NULL;
	WHEN dice < 88 THEN PERFORM test.wrap_end(w, who) WHERE w IS NOT NULL;
	WHEN dice < 90 THEN PERFORM test.call(format('routing.wrap_expire(1, %s)', w), '{}') WHERE w IS NOT NULL;
	WHEN dice < 96 THEN PERFORM test.status_set(who, who, 'available');
	WHEN dice < 97 THEN PERFORM test.status_set(who, who, 'work_offline');
	WHEN dice < 98 THEN PERFORM test.status_set(who, who, 'available', true);
	WHEN dice < 99 THEN PERFORM test.status_set('sue', who, 'logged_out');
	ELSE PERFORM test.live(test.login(who), 1), test.status_set(who, who, 'available');
	END CASE;
END $$;
DO $$
DECLARE
	wrong integer := 0;
	who text;
BEGIN
	PERFORM setseed(0.25);
	FOR n IN 1..2000 LOOP
		who := CASE WHEN random() < 0.6 THEN 'ann' ELSE 'ben' END;
		PERFORM test.random_call(who);
		wrong := wrong + test.wrong_loads();
		IF n % 100 = 0 THEN
			COMMIT;
			PERFORM test.live(test.login('ann'), 1), test.status_set('ann', 'ann', 'available');
			PERFORM test.live(test.login('ben'), 1), test.status_set('ben', 'ben', 'available');
		END IF;
	END LOOP;
	PERFORM test.is(wrong, 0, 'after each of 2,000 random calls the counts are what a recount says');
END $$;
SELECT test.ok((SELECT count(*) FROM routing.offer WHERE state = 'accepted') > 100, 'the calls did something',
	(SELECT string_agg(state || ' ' || n, ', ') FROM (SELECT state, count(*) AS n FROM routing.offer GROUP BY state) AS s));
SELECT test.ok((SELECT count(*) FROM routing.interaction WHERE state = 'ended') > 50, 'up to the end of interactions');
SELECT test.is((SELECT count(*) FROM (SELECT FROM messaging.conversation WHERE state = 'open' GROUP BY tenant, channel, number HAVING count(*) > 1) AS d),
	0::bigint, 'no number has two open conversations');
SELECT test.is((SELECT count(*) FROM (SELECT conversation, count(*) AS n, max(seq) AS most FROM messaging.message GROUP BY conversation) AS d WHERE n <> most),
	0::bigint, 'every conversation''s sequence is without holes');
SELECT test.is((SELECT count(*) FROM routing.impossible(100) WHERE problem NOT IN ('offer_overdue', 'wrap_up_overdue')), 0::bigint, 'nothing impossible came about');
SELECT test.is((SELECT count(*) FROM (SELECT kind, key, version FROM ops.event WHERE kind IN (1, 2, 3, 4, 5) GROUP BY kind, key, version HAVING count(*) > 1) AS d),
	0::bigint, 'no two events tell the same version of a thing');
