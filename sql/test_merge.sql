-- Two records of one person are merged, and unmerged (issue 15, D3; decision 111): who may, what moves, what goes back, erasure, races.
-- Ann serves queue 1, Ben queue 2; Sue leads Ann's group, Tom leads Ben's, Eve administers.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben');
CREATE FUNCTION test.role(username text) RETURNS text LANGUAGE sql AS $$ SELECT u.role FROM directory.app_user AS u WHERE u.username = role.username $$;
CREATE FUNCTION test.customer(name text, number text, username text DEFAULT 'eve', notes text DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
	SELECT ((test.call(format('messaging.customer_create(%L, NULL, 1, %s, %L, %L, %L, %L)', c, test.who(username), test.role(username), name, number, notes),
		test.command_keys(c, ops.key('customer_number', 1, number)))).body ->> 'id')::bigint FROM test.command() AS c
$$;
CREATE FUNCTION test.merge_(into_ bigint, other bigint, username text DEFAULT 'eve', version bigint DEFAULT NULL, what text DEFAULT 'merge', command bytea DEFAULT test.command(), other_version bigint DEFAULT NULL) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.customer_%s(%L, NULL, 1, %s, %L, %s, %s%s)', what, command, test.who(username), test.role(username), into_, other,
		CASE what WHEN 'merge' THEN format(', %L, %L', version, other_version) ELSE '' END), test.command_keys(command, ops.key('customer', 1, into_::text), ops.key('customer', 1, other::text)))
$$;
CREATE FUNCTION test.merge(into_ bigint, other bigint, username text DEFAULT 'eve', version bigint DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', a.outcome, a.body #>> '{errors,0,detail}') FROM test.merge_(into_, other, username, version) AS a
$$;
CREATE FUNCTION test.unmerge(into_ bigint, other bigint, username text DEFAULT 'eve') RETURNS text LANGUAGE sql AS $$
	SELECT (test.merge_(into_, other, username, NULL, 'unmerge')).outcome
$$;
CREATE FUNCTION test.erase(customer bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.customer_erase(%L, NULL, 1, %s, ''administrator'', %s, false)', c, test.who('eve'), customer), test.command_keys(c))).outcome FROM test.command() AS c
$$;
CREATE FUNCTION test.found(username text, typed text) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(l.item #>> '{state,name}', ', ' ORDER BY l.cursor::bigint), '') FROM messaging.customers_search(1, test.who(username), test.role(username), typed, NULL, 10) AS l
$$;
-- A conversation of this number that has ended: its id.
CREATE FUNCTION test.talked(number text, username text DEFAULT 'ann', title text DEFAULT 'Case') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	got jsonb := test.handled(number, username);
BEGIN
	PERFORM test.end_((got ->> 'interaction')::bigint, username, NULL, NULL, title || ' of ' || number), test.wrap_end((got ->> 'interaction')::bigint, username);
	RETURN got ->> 'conversation';
END $$;
-- Whose is what, but for conversations after this one and cases whose title begins with + : what a merge may touch, but for versions and times.
CREATE FUNCTION test.whose(until bigint) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', 'number', n.number, n.customer) FROM messaging.customer_number AS n
	UNION ALL SELECT concat_ws(' ', 'conversation', c.id, c.customer, c.state) FROM messaging.conversation AS c WHERE c.id <= until
	UNION ALL SELECT concat_ws(' ', 'interaction', i.id, i.customer) FROM routing.interaction AS i WHERE i.state <> 'ended' AND i.conversation <= until
	UNION ALL SELECT concat_ws(' ', 'case', k.id, k.customer, k.state) FROM messaging.case_ AS k WHERE k.title NOT LIKE '+%'
	UNION ALL SELECT concat_ws(' ', 'customer', c.id, c.name, c.company, c.notes, c.merged_into) FROM messaging.customer AS c
	UNION ALL SELECT concat_ws(' ', 'search', e.ref, e.words) FROM messaging.search_entry AS e WHERE e.kind = 'customer'
$$;
CREATE TABLE test.was (line text);
CREATE FUNCTION test.changed(until bigint) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(l, '; ' ORDER BY l), '') FROM ((SELECT test.whose(until) AS l EXCEPT ALL TABLE test.was) UNION ALL (TABLE test.was EXCEPT ALL SELECT test.whose(until))) AS d
$$;
-- The newest public events of customers and cases, as "type key".
CREATE FUNCTION test.told_since(after bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(e.type || ' ' || e.key, ', ' ORDER BY e.type, e.key) FROM ops.event AS e WHERE e.id > after AND e.type ~ '^(customer|case)[.]'
$$;

-- ---- what moves ----

SELECT test.talked('+4915100000001') AS c1 \gset
SELECT test.talked('+4915100000002', title => 'Refund') AS c2 \gset
SELECT test.handled('+4915100000003', 'ann') AS open3 \gset
SELECT test.customer('Zoë Müller', '+4915100000001', notes => 'Likes tea.') AS zoe, test.customer('Z. Mueller', '+4915100000002', notes => 'Calls on Fridays.') AS twin \gset
INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (1, '+4915100000003', :twin), (1, 'mail:zoe@shop.example', :twin), (1, 'mail:zoe@shop.example', :zoe);
UPDATE messaging.conversation SET customer = :twin WHERE number = '+4915100000003';
UPDATE routing.interaction SET customer = :twin WHERE id = (:'open3'::jsonb ->> 'interaction')::bigint;
SELECT test.customer('Third', '+4915100000009') AS third \gset
SELECT max(id) AS until FROM messaging.conversation \gset
INSERT INTO test.was SELECT test.whose(:until);
SELECT max(id) AS event FROM ops.event \gset
SELECT test.is(test.merge(:zoe, :zoe), 'invalid Must be another customer.', 'nobody is merged with themselves');
SELECT test.is(test.merge(:zoe, 424242), 'not_found', 'nor with one who is not there');
SELECT test.is(test.merge(:zoe, :twin, version => 99), 'record_changed', 'nor where the record has changed since it was read');
SELECT test.is(test.changed(:until), '', 'nothing has changed until now');
SELECT test.is(test.merge(:zoe, :twin, version => 1), 'ok', 'two records are merged');
SELECT test.is(test.told_since(:event), format('case.changed %s, customer.changed %s, customer.changed %s', (SELECT id FROM messaging.case_ WHERE title LIKE 'Refund%'), :zoe, :twin), 'integrators are told of both and of the case');
SELECT test.is((SELECT string_agg(c.number, ' ' ORDER BY c.number) FROM messaging.conversation AS c WHERE c.customer = :zoe), '+4915100000001 +4915100000002 +4915100000003', 'conversations are the first''s');
SELECT test.is((SELECT i.customer FROM routing.interaction AS i WHERE i.id = (:'open3'::jsonb ->> 'interaction')::bigint), :zoe::bigint, 'the interaction of an open one, too');
SELECT test.is(messaging.numbers_of(1, :zoe), '{+4915100000001,+4915100000002,+4915100000003,mail:zoe@shop.example}'::text[], 'numbers and addresses are the first''s, each once');
SELECT test.is(messaging.numbers_of(1, :twin), '{}'::text[], 'and the other''s no more');
SELECT test.is((SELECT count(*) FROM messaging.case_ AS k WHERE k.customer = :zoe), 2::bigint, 'cases are the first''s');
SELECT test.is((SELECT c.name || ': ' || c.notes FROM messaging.customer AS c WHERE c.id = :zoe), E'Zoë Müller: Likes tea.\nCalls on Fridays.', 'the name stays, the other''s notes follow');
SELECT test.is(test.found('eve', 'mueller') || test.found('eve', 'muller') || test.found('eve', '0000002') || test.found('eve', NULL), 'Zoë MüllerZoë MüllerZoë Müller, Third', 'the other record is found no more');
SELECT test.is(a.body #>> '{state,merged_into}' || (a.body #>> '{state,name}') || (a.body #>> '{state,numbers}') || (a.body ->> 'interactions'), :'zoe' || 'Z. Mueller[][]', 'but answers with what it is part of')
	FROM messaging.customer_get(1, :twin, test.who('eve'), 'administrator') AS a;
SELECT test.is(a.body #>> '{merged,id}', :'twin', 'the card names the merge that can be undone') FROM messaging.customer_get(1, :zoe, test.who('eve'), 'administrator') AS a;
SELECT test.is((SELECT string_agg(a.key || ' ' || a.detail::text, ', ' ORDER BY a.id) FROM ops.audit AS a WHERE a.action = 'customer_merge'),
	format('%s {"from": "%s"}, %s {"into": "%s"}', :zoe, :twin, :twin, :zoe), 'the audit log has it for both');
SELECT test.is(test.merge(:zoe, :twin), 'ok', 'again it is the same');
SELECT test.is((SELECT count(*) FROM messaging.customer_merge), 1::bigint, 'and there is one merge');
SELECT test.is(test.merge(:third, :twin), 'customer_merged', 'what is part of one record becomes part of no other');
SELECT test.is(test.merge(:twin, :third), 'customer_merged', 'nor does another become part of it');
SELECT test.is((test.call(format('messaging.customer_update(%L, NULL, 1, %s, ''administrator'', %s, NULL, ''New'', NULL, NULL)', c, test.who('eve'), :twin), test.command_keys(c, ops.key('customer', 1, :'twin')))).body ->> 'merged_into', :'zoe', 'it is corrected no more') FROM test.command() AS c;
SELECT test.is((test.call(format('messaging.customer_number_set(%L, NULL, 1, %s, ''administrator'', %s, ''+4915100000077'', true, false)', c, test.who('eve'), :twin), test.command_keys(c))).outcome, 'customer_merged', 'has no number') FROM test.command() AS c;
SELECT test.is((test.call(format('messaging.case_create(%L, NULL, 1, %s, ''administrator'', %s, ''New'', NULL)', c, test.who('eve'), :twin), test.command_keys(c))).outcome, 'customer_merged', 'no case') FROM test.command() AS c;
SELECT test.is(test.erase(:twin), 'customer_merged', 'and is erased with the first alone');
SELECT test.talked('+4915100000002', title => '+Since') AS since_ \gset
SELECT test.is((SELECT r.customer FROM messaging.conversation AS r WHERE r.id = :since_), :zoe::bigint, 'a new conversation by its number is the first''s');

-- ---- and goes back ----

SELECT test.talked('+4915100000001', title => '+Own');
SELECT test.is(test.unmerge(:zoe, :third), 'not_found', 'what was not merged is not undone');
SELECT test.is(test.unmerge(:zoe, :twin), 'ok', 'the merge is undone');
SELECT test.is((SELECT string_agg(split_part(k.title, ' ', 1), ' ' ORDER BY k.id) FROM messaging.case_ AS k WHERE k.customer = :twin), 'Refund +Since', 'what came since by a number that goes back goes with it');
SELECT test.is((SELECT string_agg(split_part(k.title, ' ', 1), ' ' ORDER BY k.id) FROM messaging.case_ AS k WHERE k.customer = :zoe), 'Case +Own', 'the rest stays');
SELECT test.is(test.changed(:until), '', 'everything else is as it was, to the word');
SELECT test.is((SELECT count(*) FROM messaging.customer_moved) + (SELECT count(*) FROM messaging.customer_merge), 0::bigint, 'and nothing of the merge is left');
SELECT test.is(test.unmerge(:zoe, :twin), 'not_found', 'it is undone once');
-- What a person did meanwhile stays.
SELECT test.merge(:zoe, :twin);
DELETE FROM messaging.customer_number WHERE customer = :zoe AND number = '+4915100000002';
UPDATE messaging.customer SET notes = 'Likes coffee.' WHERE id = :zoe;
SELECT test.unmerge(:zoe, :twin);
SELECT test.is(messaging.numbers_of(1, :twin), '{+4915100000003,mail:zoe@shop.example}'::text[], 'a number that was taken from the first does not go back');
SELECT test.is((SELECT c.notes FROM messaging.customer AS c WHERE c.id = :zoe), 'Likes coffee.', 'notes that were written since stay');
INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (1, '+4915100000002', :twin);
-- Of several the newest alone, for 30 days.
SELECT test.customer('Zoe M.', NULL) AS zoem \gset
SELECT test.merge(:zoe, :twin), test.merge(:zoem, :zoe);
SELECT test.is(messaging.customer_root(1, :twin), :zoem::bigint, 'a record that is part of a part is part of the whole');
SELECT test.is(test.unmerge(:zoe, :twin), 'customer_merged', 'and is undone after the whole');
SELECT test.is(test.unmerge(:zoem, :zoe) || test.unmerge(:zoe, :twin), 'okok', 'one after the other');
SELECT test.merge(:zoe, :twin), test.merge(:zoe, :zoem);
SELECT test.is(test.unmerge(:zoe, :twin), 'not_found', 'an older merge is not undone before a newer one');
SELECT test.is(messaging.customer_merge_sweep(100), 0::bigint, 'a merge that can be undone is kept');
SELECT test.pass('31 days');
SELECT test.is(test.unmerge(:zoe, :zoem), 'not_found', 'after 30 days it is not undone');
SELECT test.is((SELECT array_agg(messaging.customer_merge_sweep(n) ORDER BY n) FROM unnest('{1,100,101,102}'::integer[]) AS n), '{1,5,1,0}'::bigint[], 'and what it moved is forgotten, a bounded number at a time');
SELECT test.is((SELECT count(*) FROM messaging.customer_moved), 0::bigint, 'all of it');
SELECT test.is(messaging.customer_root(1, :twin), :zoe::bigint, 'the records stay merged');

-- ---- limits ----

SELECT test.customer('Fourteen', NULL) AS fourteen, test.customer('Two', NULL) AS two, test.customer('Long', NULL, notes => repeat('x', 5000)) AS long_, test.customer('Longer', NULL, notes => repeat('y', 3000)) AS longer \gset
INSERT INTO messaging.customer_number (tenant, number, customer) SELECT 1, '+4915200000' || n, :fourteen FROM generate_series(101, 113) AS n;
INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (1, '+4915200000101', :two), (1, '+4915200000200', :two), (1, '+4915200000201', :two);
SELECT test.is(test.merge(:fourteen, :two), 'too_many', 'as many numbers as an erasure can take, no more');
SELECT test.is(test.merge(:long_, :longer), 'invalid Together the notes exceed 8,000 characters: shorten them first.', 'notes as long as they may be');
DELETE FROM messaging.customer_number WHERE customer = :two AND number = '+4915200000201';
SELECT test.is(test.merge(:two, :fourteen), 'ok', 'a number of both counts once');
SELECT test.is(cardinality(messaging.numbers_of(1, :two)), 14, 'and all are there');
SELECT test.unmerge(:two, :fourteen);
SELECT test.is(messaging.numbers_of(1, :two)::text || cardinality(messaging.numbers_of(1, :fourteen)), '{+4915200000101,+4915200000200}13', 'all go back, but the one of both, which stays with both');
INSERT INTO messaging.conversation (tenant, channel, number, customer, state, last_at, opened_at, closed_at)
SELECT 1, 1, '+4915300000001', :long_, 'closed', ops.clock(), ops.clock(), ops.clock() FROM generate_series(1, 5001);
SELECT test.is(test.merge(:two, :long_), 'invalid The other record has over 5,000 conversations and cases: merge the other way round.', 'more conversations than are moved at once');
SELECT test.is(test.merge(:long_, :two), 'ok', 'the other way round they stay where they are');
DELETE FROM messaging.conversation WHERE number = '+4915300000001' AND id % 2 = 0;
SELECT test.is(test.merge(:fourteen, :long_), 'ok', 'thousands are moved');
INSERT INTO messaging.customer_merge (tenant, gone, kept, at, notes_at, numbers, shared) SELECT 1, 800000 + n, :twin, ops.clock(), 0, '{}', '{}' FROM generate_series(1, 99) AS n;
SELECT test.is(test.merge(:third, :zoe), 'too_many', 'a hundred records in one, no more');
DELETE FROM messaging.customer_merge WHERE gone > 800000;
SELECT test.customer('Busy', NULL) AS busy, test.customer('Idle', NULL) AS idle \gset
INSERT INTO messaging.customer_number (tenant, number, customer) SELECT 1, '+4915400000' || n, :busy FROM generate_series(101, 108) AS n;
SELECT test.text_in('+4915400000' || n, 'hello') FROM generate_series(101, 108) AS n;
SELECT a.outcome AS outcome, jsonb_array_length(a.body -> 'interactions') AS n FROM test.merge_(:idle, :busy) AS a \gset
SELECT test.is(:'outcome' || ' ' || :'n', 'open_interactions 8', 'more open conversations than a batch has keys for');

-- ---- who may ----

-- Ann's customer, Ben's customer: who sees one of both merges them not.
DELETE FROM routing.member WHERE (queue = 1 AND agent = test.who('ben')) OR (queue = 2 AND agent <> test.who('ben'));
SELECT test.talked('+4915100000021') AS of_ann \gset
SELECT test.customer('Ann''s', '+4915100000021') AS anns, test.customer('Ben''s', '+4915100000022') AS bens, test.customer('Nobody''s', NULL) AS nobodys \gset
INSERT INTO routing.interaction (tenant, id, channel, conversation, customer, state, entered_at, ended_at, queue, agent)
SELECT 1, nextval('routing.interaction_id'), 1, nextval('messaging.conversation_id'), :bens, 'ended', ops.clock(), ops.clock() + interval '1 second', 2, test.who('ben') RETURNING id AS i22, conversation AS c22 \gset
INSERT INTO messaging.conversation (tenant, id, channel, number, customer, state, last_at, interaction, opened_at, closed_at)
VALUES (1, :c22, 1, '+4915100000022', :bens, 'closed', ops.clock(), :i22, ops.clock(), ops.clock());
SELECT test.is(string_agg(u || '=' || messaging.customer_seen(1, :anns, test.who(u), test.role(u)) || messaging.customer_seen(1, :bens, test.who(u), test.role(u)), ' ' ORDER BY u), 'ann=truefalse ben=falsetrue eve=truetrue', 'each sees their own customer') FROM unnest('{ann,ben,eve}'::text[]) AS u;
SELECT test.is(test.merge(:anns, :bens, u) || test.merge(:bens, :anns, u), 'not_foundnot_found', format('%s, who sees one of both, does not merge them', u)) FROM unnest('{ann,ben}'::text[]) AS u;
SELECT test.is(messaging.customer_seen(1, :bens, test.who('ann'), 'agent'), false, 'and sees no more than before');
SELECT test.is(test.merge(:anns, :nobodys, 'ben'), 'not_found', 'nor gives a record without history to a customer whom they do not see');
SELECT test.is(test.merge(:bens, :nobodys, 'ben'), 'ok', 'an agent merges what they see');
SELECT test.is(messaging.customer_seen(1, :nobodys, test.who('ann'), 'agent'), false, 'a record without history is seen as that which it is part of');
SELECT test.is(test.unmerge(:bens, :nobodys, 'ann'), 'not_found', 'who does not see them does not undo it');
SELECT test.is(test.unmerge(:bens, :nobodys, 'ben'), 'ok', 'who does may');
SELECT test.is(a.outcome, 'not_found', 'another tenant''s customers are not there') FROM test.command() AS c CROSS JOIN LATERAL test.call(format('messaging.customer_merge(%L, NULL, 2, 1, ''administrator'', %s, %s, NULL, NULL)', c, :anns, :bens),
	ARRAY[ops.key('command', 2, encode(c, 'hex')), ops.key('customer', 2, :'anns'), ops.key('customer', 2, :'bens')]) AS a;

-- ---- what was linked to each other meanwhile ----

-- A case of both: whoever goes gets one of their own.
SELECT test.talked('+4915700000001', title => 'Xa') AS xa_first, test.talked('+4915700000002', title => 'Xb') AS xb_first \gset
SELECT test.customer('Xa', '+4915700000001') AS xa, test.customer('Xb', '+4915700000002') AS xb \gset
SELECT max(k.id) FILTER (WHERE k.customer = :xa) AS ka, max(k.id) FILTER (WHERE k.customer = :xb) AS kb FROM messaging.case_ AS k \gset
CREATE FUNCTION test.crossed() RETURNS text LANGUAGE sql AS $$ -- conversations and interactions whose case is another customer's
	SELECT COALESCE(string_agg(d.line, ', ' ORDER BY d.line), 'none') FROM (
		SELECT concat_ws(' ', 'conversation', c.id) AS line FROM messaging.conversation AS c JOIN messaging.case_ AS k ON k.id = c.case_id WHERE k.customer <> c.customer AND c.state = 'open'
		UNION ALL SELECT concat_ws(' ', 'interaction', i.id) FROM routing.interaction AS i JOIN messaging.conversation AS c ON c.id = i.conversation JOIN messaging.case_ AS k ON k.id = i.case_id WHERE k.customer <> c.customer
		UNION ALL SELECT concat_ws(' ', 'transcript', t.id) FROM messaging.transcript AS t JOIN messaging.conversation AS c ON c.id = t.conversation JOIN messaging.case_ AS k ON k.id = t.case_id WHERE k.customer <> c.customer
		UNION ALL SELECT concat_ws(' ', 'link', l.interaction) FROM messaging.case_interaction AS l JOIN messaging.conversation AS c ON c.interaction = l.interaction JOIN messaging.case_ AS k ON k.id = l.case_id WHERE k.customer <> c.customer) AS d
$$;
CREATE FUNCTION test.cases(customer bigint) RETURNS text LANGUAGE sql AS $$ -- how many conversations each has
	SELECT string_agg(CASE WHEN k.title LIKE 'SMS of %' THEN 'SMS' ELSE split_part(k.title, ' ', 1) END || '=' || (SELECT count(*) FROM messaging.case_interaction AS l WHERE l.case_id = k.id), ' ' ORDER BY k.id)
	FROM messaging.case_ AS k WHERE k.customer = cases.customer
$$;
SELECT test.is(test.merge(:xa, :xb), 'ok', 'two are merged');
SELECT test.handled('+4915700000001', 'ann') ->> 'interaction' AS a_into_b \gset
SELECT test.is((test.end_(:a_into_b, 'ann', NULL, :kb)).outcome || (test.wrap_end(:a_into_b, 'ann')).outcome, 'okok', 'one''s conversation ends into the case of the other');
SELECT test.handled('+4915700000002', 'ann') ->> 'interaction' AS b_into_a \gset
SELECT test.is((test.end_(:b_into_a, 'ann', NULL)).outcome || (test.wrap_end(:b_into_a, 'ann', 'said it twice', :ka)).outcome, 'okok', 'the other''s in its wrap-up into that of the one');
SELECT test.handled('+4915700000002', 'ann') ->> 'interaction' AS b_wraps \gset
SELECT test.is((test.end_(:b_wraps, 'ann', NULL, :ka)).outcome, 'ok', 'one is in wrap-up still');
SELECT test.handled('+4915700000001', 'ann') ->> 'interaction' AS a_open \gset
UPDATE messaging.conversation SET case_id = :kb WHERE interaction = :a_open;
SELECT test.is(test.crossed(), 'none', 'all are of one customer while they are merged');
UPDATE messaging.case_ SET state = 'closed', closed_at = ops.clock(), closed_by = test.who('ann') WHERE id = :ka;
SELECT max(id) AS event FROM ops.event \gset
SELECT test.is(test.unmerge(:xa, :xb), 'ok', 'it is undone');
SELECT test.is(test.crossed(), 'none', 'and none has a case of the other');
SELECT test.is(test.cases(:xa) || ' | ' || test.cases(:xb), 'Xa=1 SMS=0 SMS=1 | Xb=1 SMS=2', 'what would have, has a new one');
SELECT test.is((SELECT string_agg(k.state, ' ' ORDER BY k.id) FROM messaging.case_ AS k WHERE k.customer = :xb) || (SELECT count(*) FROM ops.event AS e WHERE e.id > :event AND e.type = 'case.closed'), 'open closed1', 'of a closed case a closed one');
SELECT test.is((SELECT count(DISTINCT i.customer) FROM routing.interaction AS i WHERE i.id IN (:b_into_a, :b_wraps) AND i.customer = :xb), 1::bigint, 'its interactions are the other''s');
SELECT test.is(NOT test.told_since(:event) ~ 'X[ab]' AND (SELECT count(*) FROM ops.event AS e WHERE e.id > :event AND e.type = 'interaction.changed') >= 3, true, 'integrators are told');
SELECT test.is((SELECT i.customer FROM routing.interaction AS i WHERE i.id = :b_wraps), :xb::bigint, 'what is in wrap-up shows whose it is');
SELECT test.is((SELECT string_agg(DISTINCT h ->> 'note', ',') FROM messaging.case_get(1, :ka, test.who('eve'), 'administrator') AS g, jsonb_array_elements(g.body -> 'interactions') AS h), NULL, 'no case shows a note of the other''s');
SELECT test.is((test.wrap_end(:b_wraps, 'ann')).outcome || (test.end_(:a_open, 'ann', NULL)).outcome || (test.wrap_end(:a_open, 'ann')).outcome || ' ' || test.crossed(), 'okokok none', 'what goes on ends into its own');
SELECT test.is(test.merge(:xa, :xb) || test.unmerge(:xa, :xb) || ' ' || test.cases(:xa) || ' | ' || test.cases(:xb), 'okok Xa=1 SMS=0 SMS=2 | Xb=1 SMS=2', 'merged and undone again nothing is split any more');

-- A number that a person has taken from the one since stays where it is put.
CREATE FUNCTION test.number(customer bigint, number text, given boolean) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.customer_number_set(%L, NULL, 1, %s, ''administrator'', %s, %L, %L, true)', c, test.who('eve'), customer, number, given), test.command_keys(c))).outcome FROM test.command() AS c
$$;
SELECT test.merge(:xa, :xb);
SELECT test.is(test.number(:xa, '+4915700000002', false) || test.number(:xa, '+4915700000002', true), 'okok', 'a number is taken from the one and given to them again');
SELECT test.is(test.unmerge(:xa, :xb) || messaging.numbers_of(1, :xa)::text || messaging.numbers_of(1, :xb)::text, 'ok{+4915700000001,+4915700000002}{}', 'a person has said whose it is');
SELECT test.number(:xa, '+4915700000002', false), test.number(:xb, '+4915700000002', true);

-- Both versions.
SELECT (SELECT c.version FROM messaging.customer AS c WHERE c.id = :xa) AS va, (SELECT c.version FROM messaging.customer AS c WHERE c.id = :xb) AS vb \gset
SELECT test.is(a.outcome || (a.body ->> 'detail'), 'record_changedThe record that would become part of it has changed since you read it.', 'nor where the other has changed since it was read') FROM test.merge_(:xa, :xb, version => :va, other_version => :vb - 1) AS a;
SELECT test.is((test.merge_(:xa, :xb, version => :va, other_version => :vb)).outcome || test.unmerge(:xa, :xb), 'okok', 'both as they were read');

-- An erasure after the undoing.
SELECT (test.call(format('messaging.customer_update(%L, NULL, 1, %s, ''administrator'', %s, NULL, NULL, ''Secret "of" Xb'', NULL)', c, test.who('eve'), :xb), test.command_keys(c, ops.key('customer', 1, :'xb')))).outcome FROM test.command() AS c;
SELECT test.is(test.merge(:xa, :xb) || test.unmerge(:xa, :xb) || test.erase(:xb), 'okokok', 'the other is erased after the undoing');
DO $$ BEGIN FOR n IN 1..60 LOOP PERFORM ops.batch_begin('{}'); PERFORM messaging.erasures_step(100); PERFORM ops.batch_end(); END LOOP; END $$;
SELECT test.is((SELECT count(*) FROM ops.command AS c WHERE c.body::text LIKE '%of\\" Xb%'), 0::bigint, 'no answer that was kept has their notes, also not one about the first');
SELECT test.is((SELECT string_agg(CASE WHEN a.body LIKE ANY (messaging.erasure_patterns(jsonb_populate_record(NULL::messaging.customer, '{"id": 5, "name": "N", "notes": "open"}'), '{}', '{}')) THEN 'yes' ELSE 'no' END, ' ' ORDER BY a.n)
	FROM unnest(ARRAY['{"state": "open"}', '{"notes": "open"}', '{"notes": "First\nopen"}', '{"notes": "open\nlast"}', '{"notes": "opened"}']) WITH ORDINALITY AS a (body, n)), 'no yes yes yes no', 'by notes as they stand alone or among others''');
SELECT test.is((SELECT count(*) FROM messaging.customer_version AS v WHERE v.customer IN (:xa, :xb) AND v::text LIKE '%Secret%'), 0::bigint, 'nor a version of the first');

-- ---- a repeated command ----

SELECT test.command() AS command \gset
SELECT test.is((test.merge_(:anns, :bens, command => :'command')).body ->> 'version', '2', 'merged');
SELECT test.is((test.merge_(:anns, :bens, command => :'command')).body ->> 'version', '2', 'the same command answers what it answered');
SELECT test.unmerge(:anns, :bens);

-- ---- events as of their version ----

SELECT test.is((SELECT string_agg(concat_ws(':', e.version, e.state ->> 'merged_into'), ' ' ORDER BY v.version) FROM messaging.customer_version AS v
	CROSS JOIN LATERAL messaging.customer_event(1, v.customer, v.version) AS e WHERE v.customer = :bens), format('1 3 4:%s 5', :anns), 'an event says whether its record was part of another one then; what a record was while another was part of it is forgotten by the undoing');

-- ---- erasure ----

SELECT test.merge(:anns, :bens);
SELECT test.is((SELECT jsonb_path_query_array(messaging.customer_record(1, :anns), '$.merged[*].name')::text), '["Ben''s"]', 'an export has the records that are part of it');
SELECT test.is(test.erase(:anns), 'ok', 'the first is erased');
SELECT test.is((SELECT string_agg(c.name || c.notes || (c.erased_at IS NOT NULL), ' ') FROM messaging.customer AS c WHERE c.id IN (:anns, :bens)), 'Erasedtrue Erasedtrue', 'and the other with it');
SELECT test.is((SELECT count(*) FROM messaging.customer_version AS v WHERE v.customer IN (:anns, :bens)) + (SELECT count(*) FROM messaging.customer_moved AS m WHERE m.gone = :bens), 0::bigint, 'no version, no list of what moved is left');
SELECT test.is((SELECT m.numbers || m.shared FROM messaging.customer_merge AS m WHERE m.gone = :bens), '{}'::text[], 'nor a number');
SELECT test.is((SELECT string_agg(e.customer || ':' || (e.counts ->> 'records'), ' ' ORDER BY e.customer) FROM messaging.erasure AS e WHERE e.customer IN (:anns, :bens)), format('%s:2 %s:1', :anns, :bens), 'the list of erasures has both');
DO $$ BEGIN FOR n IN 1..60 LOOP PERFORM ops.batch_begin('{}'); PERFORM messaging.erasures_step(100); PERFORM ops.batch_end(); END LOOP; END $$;
SELECT test.is((SELECT count(*) FROM messaging.erasure AS e WHERE e.done_at IS NULL), 0::bigint, 'each is done');
SELECT test.is((SELECT count(*) FROM ops.command AS c WHERE c.body::text LIKE '%Ben''s%'), 0::bigint, 'no answer that was kept names the other');
SELECT test.is(test.unmerge(:anns, :bens), 'not_found', 'nothing is undone then');
SELECT test.is(test.merge(:idle, :anns) || test.merge(:anns, :idle), 'not_foundnot_found', 'and who is erased is merged with nobody');

-- ---- beside what happens meanwhile ----

SELECT test.connect('a'), test.connect('b');
CREATE FUNCTION test.whose_(conversation bigint) RETURNS text LANGUAGE sql AS $$ SELECT name FROM messaging.customer WHERE id = (SELECT c.customer FROM messaging.conversation AS c WHERE c.id = conversation) $$;
SELECT test.talked('+4915100000031') AS t1, test.talked('+4915100000032') AS t2 \gset
SELECT test.customer('Left', '+4915100000031') AS left_, test.customer('Right', '+4915100000032') AS right_ \gset
SELECT format('(test.merge_(%s, %s)).outcome', :left_, :right_) AS merge, format('(test.merge_(%s, %s, what => ''unmerge'')).outcome', :left_, :right_) AS unmerge \gset
SELECT test.is(test.beside(:'merge', $$test.text_in('+4915100000032', 'hello') ->> 'outcome'$$), 'waited: accepted', 'a text waits for a merge that is not committed');
SELECT test.is((SELECT test.whose_(max(c.id)) FROM messaging.conversation AS c WHERE c.number = '+4915100000032'), 'Left', 'and is the first''s');
SELECT test.is(test.beside(:'unmerge', $$test.text_in('+4915100000032', 'hello again') ->> 'outcome'$$), 'waited: accepted', 'the same of the undoing');
SELECT test.is((SELECT test.whose_(max(c.id)) FROM messaging.conversation AS c WHERE c.number = '+4915100000032'), 'Right', 'with the open conversation it goes back');
SELECT (SELECT c.interaction FROM messaging.conversation AS c WHERE c.number = '+4915100000032' AND c.state = 'open') AS open_ \gset
SELECT test.offer(:open_, 'ann'); SELECT test.accept(test.live_offer(:open_), 'ann');
SELECT test.is(test.beside(format('(test.end_(%s, ''ann'', NULL, NULL, ''Late'')).outcome', :open_), :'merge'), 'waited: ok', 'a merge waits for an end that is not committed');
SELECT test.is((SELECT c.name FROM messaging.case_ AS k JOIN messaging.customer AS c ON c.id = k.customer WHERE k.title = 'Late'), 'Left', 'and takes its case');
SELECT test.is(test.beside(:'unmerge', :'unmerge'), 'waited: not_found', 'of two who undo it one does');
SELECT test.is(test.beside(:'merge', format('(test.merge_(%s, %s)).outcome', :right_, :left_)), 'waited: customer_merged', 'of two who merge the same two one does');
SELECT test.is(test.beside(format('test.erase(%s)', :third), format('(test.merge_(%s, %s)).outcome', :left_, :third)), 'waited: not_found', 'a merge waits for an erasure that is not committed');
-- A text that an agent begins from what ended before the merge, beside it.
CREATE FUNCTION test.begin(number text, linked bigint, confirm boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('routing.text_begin_2(%L, NULL, 1, %s, ''agent'', 1, %L, %L, NULL, %s, NULL, ''Hello'', ''gsm7'', 1, false, %L)', c, test.who('ann'), number, test.hash(number), linked, confirm),
		test.command_keys(c, test.agent_key('ann'), ops.key('conversation', 1, '1:' || number), ops.key('customer_number', 1, number)))).outcome FROM test.command() AS c
$$;
SELECT test.unmerge(:right_, :left_), test.unmerge(:left_, :right_);
SELECT test.handled('+4915100000032', 'ann') ->> 'interaction' AS last_ \gset
SELECT test.end_(:last_, 'ann', NULL);
SELECT test.is(test.beside(:'merge', format('test.begin(''+4915100000033'', %s)', :last_)), 'waited: created', 'a text that is linked to one of the other''s interactions waits for the merge');
SELECT test.is((SELECT test.whose_(max(c.id)) FROM messaging.conversation AS c WHERE c.number = '+4915100000033'), 'Left', 'and is the first''s');
SELECT test.is(test.begin('+4915100000034', :last_), 'created', 'another, later');
SELECT test.is((SELECT test.whose_(max(c.id)) FROM messaging.conversation AS c WHERE c.number = '+4915100000034'), 'Left', 'too');

-- ---- a number that is texted from a customer's interaction is theirs from then on ----

-- Ends what Ann has besides this one.
CREATE FUNCTION test.free(keep bigint DEFAULT 0) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	i record;
BEGIN
	FOR i IN SELECT r.id, r.state FROM routing.interaction AS r WHERE r.agent = test.who('ann') AND r.state IN ('assigned', 'wrap_up') AND r.id <> keep LOOP
		IF i.state = 'assigned' THEN
			PERFORM test.end_(i.id, 'ann', NULL);
		END IF;
		PERFORM test.wrap_end(i.id, 'ann');
	END LOOP;
END $$;
SELECT test.free();
SELECT test.customer('Nora', '+4915100000041') AS nora, test.customer('Owner', '+4915100000043') AS owner_ \gset
SELECT test.handled('+4915100000041', 'ann') ->> 'interaction' AS nora_now \gset
CREATE FUNCTION test.numbers(customer bigint) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(right(n, 2), ' ' ORDER BY n) FROM unnest(messaging.numbers_of(1, customer)) AS n $$;
SELECT max(id) AS event FROM ops.event \gset
SELECT test.is(test.begin('+4915100000042', :nora_now), 'created', 'an agent texts another number from an interaction');
SELECT test.is(test.numbers(:nora), '41 42', 'which nobody has: it is the customer''s');
SELECT test.is(test.told_since(:event), format('customer.changed %s', :nora), 'integrators are told');
SELECT test.is(test.found('ann', '00000042'), 'Nora', 'they are found by it');
SELECT directory.channel_create(1, 'sms', 'Other', 'hook-key-9876543210', '+15550000002', 'We help.');
SELECT test.is(test.begin('+15550000002', :nora_now, confirm => true) || test.numbers(:nora), 'created41 42', 'a number of the organisation stays nobody''s');
SELECT test.is(test.begin('+4915100000043', :nora_now) || test.numbers(:nora) || test.numbers(:owner_), 'created41 4243', 'what another customer has stays theirs');
SELECT test.free(:nora_now);
-- Of a history: what hangs on the number, if the agent may see it.
SELECT test.talked('+4915100000044') AS before44 \gset
SELECT test.begin('+4915100000044', :nora_now);
SELECT test.is(test.whose_(:before44) || test.numbers(:nora), 'Nora41 42 44', 'with what it has been about');
CREATE FUNCTION test.of_ben(number text) RETURNS bigint LANGUAGE sql AS $$
	WITH made AS (
		INSERT INTO routing.interaction (tenant, id, channel, conversation, state, entered_at, ended_at, queue, agent)
		SELECT 1, nextval('routing.interaction_id'), 1, nextval('messaging.conversation_id'), 'ended', ops.clock(), ops.clock() + interval '1 second', 2, test.who('ben') RETURNING id, conversation)
	INSERT INTO messaging.conversation (tenant, id, channel, number, state, last_at, interaction, opened_at, closed_at)
	SELECT 1, m.conversation, 1, of_ben.number, 'closed', ops.clock(), m.id, ops.clock(), ops.clock() FROM made AS m RETURNING id
$$;
SELECT test.of_ben('+4915100000045') AS bens45 \gset
SELECT test.free(:nora_now);
SELECT test.is(test.begin('+4915100000045', :nora_now) || test.numbers(:nora), 'created41 42 44', 'a number whose history the agent may not see does not become theirs');
SELECT test.is((SELECT c.customer FROM messaging.conversation AS c WHERE c.id = :bens45), NULL, 'and shows nobody more than before');
SELECT test.is((SELECT test.whose_(max(c.id)) FROM messaging.conversation AS c WHERE c.number = '+4915100000045'), 'Nora', 'the text belongs to them all the same');
INSERT INTO messaging.customer_number (tenant, number, customer) SELECT 1, '+4915600000' || n, :nora FROM generate_series(101, 111) AS n;
SELECT test.is(test.begin('+4915100000046', :nora_now) || cardinality(messaging.numbers_of(1, :nora)), 'created14', 'nor a fifteenth number');
DELETE FROM messaging.customer_number WHERE customer = :nora AND number LIKE '+49156%';
SELECT test.free(:nora_now);
SELECT test.end_(:nora_now, 'ann', NULL);
SELECT test.is(test.begin('+4915100000047', :nora_now) || test.numbers(:nora), 'created41 42 44 47', 'in the wrap-up, too');
SELECT test.free();
-- The end into a case waits for the undoing that takes the case away.
SELECT test.talked('+4915700000011') AS ya_first, test.talked('+4915700000012') AS yb_first \gset
SELECT test.customer('Ya', '+4915700000011') AS ya, test.customer('Yb', '+4915700000012') AS yb \gset
SELECT max(k.id) AS kyb FROM messaging.case_ AS k WHERE k.customer = :yb \gset
SELECT format('(test.merge_(%s, %s, what => ''unmerge'')).outcome', :ya, :yb) AS unmerge \gset
SELECT test.merge(:ya, :yb);
SELECT test.handled('+4915700000011', 'ann') ->> 'interaction' AS ya_now \gset
SELECT test.is(test.beside(:'unmerge', format('(test.end_(%s, ''ann'', NULL, %s)).outcome', :ya_now, :kyb)), 'waited: case_not_of_customer', 'an end into a case waits for an undoing that is not committed');
SELECT test.end_(:ya_now, 'ann', NULL), test.merge(:ya, :yb);
SELECT test.is(test.beside(:'unmerge', format('(test.wrap_end(%s, ''ann'', NULL, %s)).outcome', :ya_now, :kyb)), 'waited: case_not_of_customer', 'the end of a wrap-up, too');
SELECT test.is(test.crossed(), 'none', 'no conversation has another customer''s case');
SELECT test.free();
-- Beside a merge and an erasure of the customer.
SELECT test.handled('+4915100000051', 'ann') ->> 'interaction' AS mia_now \gset
SELECT test.customer('Mia', '+4915100000051') AS mia \gset
SELECT test.is(test.beside(format('(test.merge_(%s, %s)).outcome', :owner_, :mia), format('test.begin(''+4915100000052'', %s)', :mia_now)), 'waited: created', 'a text waits for a merge of its interaction''s customer');
SELECT test.is(test.numbers(:owner_) || COALESCE(test.numbers(:mia), ''), '43 51 52', 'its number is the first''s');
SELECT test.is(test.beside(format('test.begin(''+4915100000053'', %s)', :mia_now), format('(test.merge_(%s, %s)).outcome', :left_, :owner_)), 'waited: ok', 'a merge waits for a text that is not committed');
SELECT test.is((SELECT string_agg(n.number, ' ') FROM messaging.customer_number AS n WHERE n.customer = :left_ AND n.number IN ('+4915100000052', '+4915100000053')), '+4915100000052 +4915100000053', 'and takes its number');
-- Beside the choice between both, and beside a new case.
SELECT test.free();
SELECT test.handled('+4915100000061', 'ann') ->> 'conversation' AS both_ \gset
SELECT test.customer('One', NULL) AS one, test.customer('Two', NULL) AS other \gset
INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (1, '+4915100000061', :one), (1, '+4915100000061', :other);
CREATE FUNCTION test.choose(conversation bigint, customer bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.customer_choose(%L, NULL, 1, %s, %s, %s)', c, test.who('ann'), conversation, customer), test.command_keys(c))).outcome FROM test.command() AS c
$$;
CREATE FUNCTION test.open_case(customer bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.case_create(%L, NULL, 1, %s, ''administrator'', %s, ''New'', NULL)', c, test.who('eve'), customer), test.command_keys(c))).outcome FROM test.command() AS c
$$;
SELECT format('(test.merge_(%s, %s)).outcome', :one, :other) AS merge, format('(test.merge_(%s, %s, what => ''unmerge'')).outcome', :one, :other) AS unmerge \gset
SELECT test.is(test.beside(:'merge', format('test.choose(%s, %s)', :both_, :other)), 'waited: invalid', 'who chooses the other record waits for the merge, and is told');
SELECT test.is(test.beside(:'unmerge', format('test.open_case(%s)', :other)), 'waited: created', 'a new case waits for the undoing');
SELECT test.is(test.choose(:both_, :other), 'ok', 'the other is chosen');
SELECT test.is(test.beside(:'merge', format('test.open_case(%s)', :other)), 'waited: customer_merged', 'a new case waits for a merge, and is refused');
SELECT test.is(test.whose_(:both_), 'One', 'a chosen conversation is the first''s');
SELECT test.is((SELECT count(*) FROM messaging.conversation AS c JOIN messaging.customer AS k ON k.id = c.customer WHERE k.merged_into IS NOT NULL)
	+ (SELECT count(*) FROM messaging.case_ AS c JOIN messaging.customer AS k ON k.id = c.customer WHERE k.merged_into IS NOT NULL)
	+ (SELECT count(*) FROM messaging.customer_number AS n JOIN messaging.customer AS k ON k.id = n.customer WHERE k.merged_into IS NOT NULL), 0::bigint, 'nothing of all this is left with a record that is part of another one');
-- The sweep beside an erasure of what it would sweep.
SELECT test.customer('Za', NULL) AS za, test.customer('Zb', NULL) AS zb \gset
SELECT test.merge(:za, :zb);
UPDATE messaging.customer_merge SET can_undo = gone = :zb, at = at - interval '31 days';
SELECT test.is(test.beside(format('test.erase(%s)', :za), 'messaging.customer_merge_sweep(1000)'), 'at once: 0', 'the sweep goes by what an erasure holds');
SELECT test.is(messaging.customer_merge_sweep(1000), 0::bigint, 'which has left nothing to sweep');
