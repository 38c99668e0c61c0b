-- Queues: widening, and what becomes of interactions whose queue is gone.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben'), test.available('sue');

-- What routerd does: a text put in a queue; answers the interaction.
CREATE FUNCTION test.placed(number text, queue bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	i bigint := test.text_in(number, 'hello') ->> 'interaction';
BEGIN
	PERFORM test.is((test.place(i, queue)).outcome, 'placed', 'a text is placed');
	RETURN i;
END $$;
CREATE FUNCTION test.place(interaction bigint, queue bigint) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.place(1, %s, %s, NULL, NULL, NULL)', interaction, queue), ARRAY[ops.key('interaction', 1, interaction::text)])
$$;
CREATE FUNCTION test.state(interaction bigint) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', i.state, i.queue, i.outcome) FROM routing.interaction AS i WHERE i.id = state.interaction
$$;

-- ---- widening (RT-3): who a step adds may be offered it, when its time has come ----

SELECT directory.group_create(1, 'Reserve') AS g \gset
UPDATE directory.app_user SET group_id = :g WHERE id = test.who('ben');
UPDATE routing.queue SET widening = format('[{"after_ms": 60000, "add_group": "%s"}]', :g)::jsonb WHERE id = 1;
DELETE FROM routing.member WHERE queue = 1 AND agent = test.who('ben');
SELECT test.placed('+4915100000001', 1) AS i \gset
SELECT test.pass('59 s');
SELECT test.is((test.offer(:i, 'ben')).body ->> 'verdict', 'membership', 'before its step the group is not offered it');
SELECT test.pass('1 s');
INSERT INTO routing.member (tenant, queue, agent, enabled) VALUES (1, 1, test.who('ben'), false);
SELECT test.is((test.offer(:i, 'ben')).body ->> 'verdict', 'membership', 'a membership that is not enabled keeps them out');
DELETE FROM routing.member WHERE queue = 1 AND agent = test.who('ben');
SELECT test.is((test.offer(:i, 'ben')).outcome, 'made', 'from its step on it is');

-- ---- RT-6: alone, a cool-down lasts 5 s ----

SELECT test.is((test.reject(test.live_offer(:i), 'ben')).outcome, 'ok', 'an offer is rejected');
SELECT test.status_set('ben', 'ben', 'available');
CREATE FUNCTION test.offer_alone(interaction bigint, username text) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.offer_make(1, %s, %s, %s, 1, NULL, NULL, NULL, NULL, true)', interaction,
		(SELECT r.version FROM routing.interaction AS r WHERE r.id = offer_alone.interaction), test.who(username)),
		ARRAY[test.agent_key(username), ops.key('interaction', 1, interaction::text)])
$$;
SELECT test.pass('4 s');
SELECT test.is((test.offer_alone(:i, 'ben')).body ->> 'verdict', 'cool_down', 'alone, too, the agent is left alone for 5 s');
SELECT test.pass('1 s');
SELECT test.is((test.offer(:i, 'ben')).body ->> 'verdict', 'cool_down', 'longer where others are eligible');
SELECT test.is((test.offer_alone(:i, 'ben')).outcome, 'made', 'and offered it after 5 s where nobody is');
SELECT test.accept(test.live_offer(:i), 'ben');

-- ---- a queue that is gone ----

SELECT (test.text_in('+4915100000002', 'x') ->> 'interaction')::bigint AS lost \gset
SELECT test.is((test.place(:lost, 999)).outcome, 'stale', 'nothing is placed in a queue that is gone');
SELECT test.is((test.place(:lost, 999)).body -> 'state' ->> 'state', 'arrived', 'it has arrived as before');
SELECT test.place(:lost, 2);
UPDATE routing.interaction SET queue = 999 WHERE id = :lost;
SELECT test.is((SELECT array_agg(problem) FROM routing.impossible(10)), '{queue_gone}', 'waiting in a queue that is gone is impossible');
SELECT test.is((test.call(format('routing.repair(%L, %s, NULL, %L, NULL)', problem, tenant, interaction), '{}')).outcome, 'repaired', 'and is repaired')
FROM routing.impossible(10);
SELECT test.is(test.state(:lost), 'arrived', 'its channel''s rules find another');
SELECT test.is((test.place(:lost, 2)).outcome, 'placed', 'which takes it');

-- ---- overflow (RT-9) ----

-- Three queues: from overflows into to, which no cause of its own overflows.
INSERT INTO routing.queue (tenant, id, name, overflow_queue) VALUES (1, 50, 'From', NULL), (1, 51, 'To', NULL), (1, 52, 'Third', NULL);
INSERT INTO routing.member (tenant, queue, agent) SELECT 1, q, test.who('ann') FROM unnest('{50,51,52}'::bigint[]) AS q;
CREATE FUNCTION test.overflows(sets text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE routing.queue SET overflow_action = NULL, overflow_after_ms = NULL, overflow_length = NULL, overflow_unstaffed = false,
		overflow_text = NULL, overflow_queue = NULL, schedule_id = NULL WHERE id IN (50, 51, 52);
	EXECUTE 'UPDATE routing.queue SET ' || sets || ' WHERE id = 50';
END $$;
CREATE FUNCTION test.overflow(interaction bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('routing.overflow(1, %s)', interaction), '{}')).outcome
$$;
CREATE FUNCTION test.due() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(d.interaction || ' ' || d.cause, ', ' ORDER BY d.interaction) FROM routing.overflow_due(10) AS d
$$;

SELECT test.placed('+4915100000101', 50) AS a \gset
SELECT test.is(test.due(), NULL, 'without overflow nothing is due');
SELECT test.is(test.overflow(:a), 'stale', 'nor done');
SELECT test.overflows('overflow_action = ''queue'', overflow_queue = 51, overflow_after_ms = 60000');
SELECT test.is(test.due(), NULL, 'before its time nothing overflows');
SELECT test.pass('60 s');
SELECT test.is(test.due(), :'a' || ' waiting_time', 'what has waited long enough is due');
SELECT entered_at AS entered FROM routing.interaction WHERE id = :a \gset
SELECT test.is(test.overflow(:a), 'overflowed', 'and overflows');
SELECT test.is(test.state(:a), 'waiting 51', 'into the other queue');
SELECT test.is(entered_at, :'entered'::timestamptz, 'with its first waiting time') FROM routing.interaction WHERE id = :a;
SELECT test.is((SELECT d.explanation - 'words' FROM routing.decision AS d WHERE d.interaction = :a AND d.kind = 'overflow'),
	'{"cause": "waiting_time", "action": "queue", "to": "51"}', 'with the cause as its reason');
SELECT test.is((SELECT d.explanation ->> 'words' FROM routing.decision AS d WHERE d.interaction = :a AND d.kind = 'overflow'),
	'From: has waited for 60 s, so on to To', 'in words, too');

-- A loop has an end: it goes into no queue that it has left.
UPDATE routing.queue SET overflow_action = 'queue', overflow_queue = 52, overflow_unstaffed = true WHERE id = 51;
UPDATE routing.queue SET overflow_action = 'queue', overflow_queue = 50, overflow_unstaffed = true WHERE id = 52;
SELECT test.is(kind || ' ' || id, 'overflow_loop 50', 'the linter sees the loop') FROM routing.lint(1) WHERE kind = 'overflow_loop' ORDER BY id LIMIT 1;
SELECT test.is(test.overflow(:a), 'stale', 'somebody is logged in');
UPDATE routing.agent SET chosen = 'logged_out' WHERE agent = test.who('ann'); -- as a log-out leaves the gate
SELECT test.is(test.due(), :'a' || ' unstaffed', 'with no member logged in it is due');
SELECT test.is(test.overflow(:a), 'overflowed', 'goes on');
SELECT test.is(test.overflow(:a) || ' ' || test.state(:a), 'stale waiting 52', 'and stays before it would come back to where it was');
SELECT test.is(test.due(), NULL, 'and nothing is due again and again');
UPDATE routing.agent SET chosen = 'available' WHERE agent = test.who('ann');

-- Length: who comes when so many wait. Place is RT-2's, by whole milliseconds, as the router has it.
SELECT test.overflows('overflow_action = ''queue'', overflow_queue = 51, overflow_length = 1');
SELECT test.placed('+4915100000106', 50) AS p, test.placed('+4915100000107', 50) AS q \gset
UPDATE routing.interaction SET entered_at = date_trunc('milliseconds', ops.clock()) + CASE id WHEN :p THEN 900 ELSE 100 END * interval '1 microsecond'
WHERE id IN (:p, :q);
SELECT test.is(test.due(), :'q' || ' length', 'of two that came in one millisecond the one with the higher id is behind');
SELECT test.is(test.overflow(:p) || ' ' || test.overflow(:q), 'stale overflowed', 'and it overflows');
UPDATE routing.interaction SET queue = 51 WHERE id = :p;
SELECT test.overflows('overflow_action = ''queue'', overflow_queue = 51, overflow_length = 2');
SELECT test.placed('+4915100000102', 50) AS b, test.placed('+4915100000103', 50) AS c, test.placed('+4915100000104', 50) AS d \gset
SELECT test.is(test.due(), :'d' || ' length', 'two may wait, the third overflows');
SELECT test.is((SELECT string_agg(s.what || ' ' || s.id, ',') FROM routing.sweep_rare(10, NULL, false, true) AS s), 'overflow ' || :'d', 'told to who asks for overflows');
SELECT test.is((SELECT count(*) FROM routing.sweep_rare(10, NULL, true, false)), 0::bigint, 'and to nobody else');
UPDATE routing.interaction SET priority = 1 WHERE id = :d;
SELECT test.is(test.due(), :'c' || ' length', 'whoever is last by priority');
SELECT test.is(test.overflow(:d), 'stale', 'not who stands before them');
SELECT test.is(test.overflow(:c), 'overflowed', 'it overflows');
SELECT test.is(test.due(), NULL, 'and the others wait on');

-- Not into a closed queue; and a closed queue does what its closing says.
INSERT INTO routing.schedule (tenant, id, name, time_zone) VALUES (1, 60, 'Never', 'UTC');
SELECT test.overflows('overflow_action = ''queue'', overflow_queue = 51, overflow_after_ms = 1000');
SELECT test.pass('2 s');
UPDATE routing.queue SET schedule_id = 60 WHERE id = 51;
SELECT test.is(coalesce(test.due(), '') || test.overflow(:b), 'stale', 'nothing overflows into a closed queue');
UPDATE routing.queue SET schedule_id = CASE id WHEN 50 THEN 60 END WHERE id IN (50, 51);
SELECT test.is(coalesce(test.due(), '') || test.overflow(:b), 'stale', 'nor out of one: that is its closing''s matter');

-- An automatic reply, and a callback.
SELECT test.overflows('overflow_action = ''reply'', overflow_text = ''Please write again tomorrow.'', overflow_after_ms = 1000');
SELECT test.is(test.overflow(:b), 'ended', 'an overflow may answer and end');
SELECT test.is(test.state(:b), 'ended 50 auto_reply', 'as an automatic reply');
SELECT test.is((SELECT m.text FROM messaging.message AS m JOIN routing.interaction AS i ON i.conversation = m.conversation WHERE i.id = :b ORDER BY m.seq DESC LIMIT 1),
	'Please write again tomorrow.', 'with its text');
UPDATE routing.interaction SET former_agent = test.who('ann') WHERE id = :d; -- as return_chats leaves it
SELECT test.is(test.overflow(:d), 'told', 'what an agent had accepted is told and not ended');
SELECT test.is(test.overflow(:d) || ' ' || test.state(:d), 'stale waiting 50', 'once');

SELECT test.overflows('overflow_action = ''callback'', overflow_text = ''We call you back.'', overflow_unstaffed = true');
SELECT test.placed('+4915100000105', 50) AS e \gset
UPDATE routing.agent SET chosen = 'logged_out' WHERE agent = test.who('ann'); -- as a log-out leaves the gate
SELECT test.is(test.overflow(:e), 'ended', 'an overflow may end in a callback');
SELECT test.is(test.state(:e), 'ended 50 callback', 'with that outcome');
SELECT test.is((SELECT item - '{id,requested_at,conversation,customer}'::text[] FROM routing.callbacks_list(1, test.who('ann'), 'agent', NULL, NULL, 10)),
	jsonb_build_object('state', 'waiting', 'queue', jsonb_build_object('id', '50', 'name', 'From'), 'interaction', :'e', 'number', '+4915100000105',
		'agent', NULL, 'taken_at', NULL, 'done_at', NULL, 'note', NULL, 'version', '1'), 'which waits for a member of its queue');
SELECT test.is((SELECT count(*) FROM routing.callbacks_list(1, test.who('ben'), 'agent', NULL, NULL, 10)), 0::bigint, 'no one else''s');
SELECT id AS cb FROM routing.callback WHERE interaction = :e \gset
CREATE FUNCTION test.mine(username text, tenant bigint DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(m.item ->> 'state', ' ' ORDER BY m.ordinality) FROM routing.callbacks_mine(tenant, test.who(username), NULL, 10) WITH ORDINALITY AS m
$$;
CREATE FUNCTION test.callback_viewers(callback bigint, tenant bigint DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(u.username, ' ' ORDER BY u.username) FROM unnest((ops.state(12, tenant, callback)).audience) AS a (id)
		JOIN directory.app_user AS u ON u.tenant = 1 AND u.id = a.id
$$;
SELECT test.is(test.mine('ann'), 'waiting', 'it is among what a member may call back');
SELECT test.is(COALESCE(test.mine('ben'), '') || COALESCE(test.mine('eve'), ''), '', 'not of one who does not serve the queue, an administrator included');
SELECT test.is(test.mine('ann', 2), NULL, 'nor of another organisation');
INSERT INTO routing.member (tenant, queue, agent, enabled) VALUES (1, 50, test.who('ben'), false);
SELECT test.is(test.callback_viewers(:cb), 'ann', 'its queue''s enabled members see it on their pages');
SELECT test.is(test.mine('ben'), NULL, 'whose membership is not enabled may not call back');
SELECT test.is(test.callback_viewers(:cb, 2), NULL, 'nor does another organisation see it');
INSERT INTO directory.app_user SELECT (jsonb_populate_record(u, jsonb_build_object('id', 100000 + n, 'username', 'member' || n, 'email', NULL))).*
	FROM directory.app_user AS u, generate_series(1, 260) AS n WHERE u.tenant = 1 AND u.id = test.who('ann');
INSERT INTO routing.member (tenant, queue, agent) SELECT 1, 50, 100000 + n FROM generate_series(1, 260) AS n;
INSERT INTO routing.agent SELECT (jsonb_populate_record(a, jsonb_build_object('agent', 100260, 'chosen', 'available'))).* FROM routing.agent AS a WHERE a.tenant = 1 AND a.agent = test.who('ann');
SELECT test.is(cardinality((ops.state(12, 1, :cb)).audience), 250, 'as many as news have room for');
SELECT test.is((ops.state(12, 1, :cb)).audience[1], 100260::bigint, 'who is logged in comes first');
DELETE FROM routing.member WHERE queue = 50 AND agent <> test.who('ann');
DELETE FROM routing.agent WHERE agent > 100000;
DELETE FROM directory.app_user WHERE id > 100000;
CREATE FUNCTION test.told(callback bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(e.type || ' ' || e.version, ', ' ORDER BY e.id) FROM ops.event AS e WHERE e.kind = 12 AND e.key = callback
$$;
SELECT test.is(test.told(:cb), 'callback.promised 1', 'integrators are told that it was promised');
CREATE FUNCTION test.callback(callback bigint, username text, verb text, role text DEFAULT 'agent', command bytea DEFAULT test.command())
RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.callback_do(%L, NULL, 1, %s, %L, %s, %L, %L)', command, test.who(username), role, callback, verb, 'Solved.'),
		test.command_keys(command, ops.key('callback', 1, callback::text)))
$$;
SELECT test.is((test.callback(:cb, 'ben', 'take')).outcome, 'not_found', 'who does not serve its queue does not take it');
SELECT test.is((test.callback(:cb, 'ann', 'done')).outcome, 'callback_not_taken', 'it is not done before it is taken');
SELECT test.is((test.callback(:cb, 'ann', 'take')).outcome, 'not_logged_in', 'nor taken by who is logged out');
UPDATE routing.agent SET chosen = 'available' WHERE agent = test.who('ann');
SELECT test.is((test.callback(:cb, 'ann', 'release')).outcome, 'callback_not_taken', 'nor given back before');
SELECT test.command() AS cmd \gset
SELECT test.is((test.callback(:cb, 'ann', 'take', 'agent', :'cmd'::bytea)).body ->> 'state', 'taken', 'a member takes it');
SELECT test.is((test.callback(:cb, 'ann', 'take', 'agent', :'cmd'::bytea)).outcome, 'ok', 'the same command answers the same');
SELECT test.is((test.callback(:cb, 'ann', 'take')).outcome, 'callback_taken', 'once');
INSERT INTO routing.member (tenant, queue, agent) VALUES (1, 50, test.who('ben'));
SELECT test.is(test.mine('ann') || COALESCE(test.mine('ben'), ''), 'taken', 'it stays among theirs and leaves everybody else''s');
DELETE FROM routing.member WHERE queue = 50 AND agent = test.who('ben');
UPDATE routing.member SET enabled = false WHERE queue = 50 AND agent = test.who('ann');
SELECT test.is(test.mine('ann') || ' ' || test.callback_viewers(:cb), 'taken ann', 'also when they serve its queue no more');
SELECT test.is((a.answer).body -> 'state' || ((a.answer).body -> 'agent') || ((a.answer).body -> 'taken_at'), '["waiting", null, null]', 'who took it gives it back')
	FROM (SELECT test.callback(:cb, 'ann', 'release') AS answer OFFSET 0) AS a;
SELECT test.is(test.mine('ann'), NULL, 'then it is not theirs any more');
SELECT test.is((test.callback(:cb, 'ann', 'take')).outcome, 'not_found', 'nor can they take it');
UPDATE routing.member SET enabled = true WHERE queue = 50 AND agent = test.who('ann');
SELECT test.callback(:cb, 'ann', 'take');
SELECT test.status_set('eve', 'ann', 'logged_out');
SELECT test.is(state || COALESCE(agent, 0), 'waiting0', 'it waits again when who took it is logged out') FROM routing.callback WHERE id = :cb;
SELECT test.login('ann') AS session \gset
SELECT test.live(:session, 1), test.status_set('ann', 'ann', 'available'), test.callback(:cb, 'ann', 'take');
SELECT test.stale(:session, 1, true), test.pass('2 minutes'), test.sweep('ann');
SELECT test.is(c.state || ' ' || a.lease, 'taken lost', 'while a connection is only lost it stays with them') FROM routing.callback AS c, routing.agent AS a WHERE c.id = :cb AND a.agent = test.who('ann');
SELECT test.pass('30 minutes'), test.sweep('ann');
SELECT test.is(c.state || ' ' || a.chosen, 'waiting logged_out', 'and waits for another when they are gone') FROM routing.callback AS c, routing.agent AS a WHERE c.id = :cb AND a.agent = test.who('ann');
SELECT test.available('ann'), test.callback(:cb, 'ann', 'take');
INSERT INTO routing.callback (tenant, interaction, conversation, queue, requested_at, state, agent, taken_at)
	SELECT c.tenant, 9000 + n, c.conversation, c.queue, c.requested_at, 'taken', c.agent, c.taken_at FROM routing.callback AS c, generate_series(1, 49) AS n WHERE c.id = :cb;
INSERT INTO routing.callback (tenant, interaction, conversation, queue, requested_at, state)
	SELECT c.tenant, 9000, c.conversation, c.queue, c.requested_at, 'waiting' FROM routing.callback AS c WHERE c.id = :cb RETURNING id AS cb51 \gset
SELECT test.is((test.callback(:cb51, 'ann', 'take')).outcome, 'too_many', 'nobody takes over fifty');
DELETE FROM routing.callback WHERE id > :cb AND id < :cb51;
SELECT test.is((test.callback(:cb51, 'ann', 'take')).outcome, 'ok', 'less than that they do');
-- What they have taken comes first, whatever waits longer; a page goes on where the last one ended, also from the one part to the other.
CREATE FUNCTION test.pages(username text, size integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	page text;
	after text;
	pages text := '';
BEGIN
	FOR n IN 1 .. 20 LOOP
		SELECT string_agg((m.item ->> 'id') || left(m.item ->> 'state', 1), ' ' ORDER BY m.n), max(m.cursor) FILTER (WHERE m.n = m.count) INTO page, after
		FROM (SELECT *, count(*) OVER () FROM routing.callbacks_mine(1, test.who(username), after, size) WITH ORDINALITY AS r (item, cursor, n)) AS m;
		EXIT WHEN page IS NULL;
		pages := concat_ws(', ', NULLIF(pages, ''), page);
	END LOOP;
	RETURN pages;
END $$;
INSERT INTO routing.callback (tenant, id, interaction, conversation, queue, requested_at)
	SELECT c.tenant, 7000 + n, 9100 + n, c.conversation, c.queue, c.requested_at FROM routing.callback AS c, generate_series(1, 3) AS n WHERE c.id = :cb;
INSERT INTO routing.callback (tenant, id, interaction, conversation, queue, requested_at, state, agent, taken_at)
	SELECT c.tenant, 7009, 9109, c.conversation, c.queue, c.requested_at, 'taken', c.agent, c.taken_at FROM routing.callback AS c WHERE c.id = :cb;
SELECT test.is(test.pages('ann', 2), format('%st %st, 7009t 7001w, 7002w 7003w', :cb, :cb51), 'what one has taken comes before older ones that wait'),
	test.is(test.pages('ann', 3), format('%st %st 7009t, 7001w 7002w 7003w', :cb, :cb51), 'page by page, none twice and none left out'),
	test.is(test.pages('ann', 1), format('%st, %st, 7009t, 7001w, 7002w, 7003w', :cb, :cb51), 'by ones, too');
DELETE FROM routing.callback WHERE id >= :cb51;
SELECT test.is((test.callback(:cb, 'ann', 'done')).body ->> 'note', 'Solved.', 'and says what came of it');
SELECT test.is(test.told(:cb), 'callback.promised 1, callback.taken 2, callback.released 3, callback.taken 4, callback.released 5, callback.taken 6, callback.released 7, callback.taken 8, callback.done 9', 'and of each step');
SELECT test.is(hooks.thread_of(1, 12, :cb), 'conversation/' || conversation, 'in the order of its conversation') FROM routing.callback WHERE id = :cb;
SELECT test.is((test.callback(:cb, 'ann', 'done')).outcome, 'callback_done', 'and it is done');
SELECT test.is((SELECT count(*) FROM routing.callbacks_list(1, test.who('eve'), 'administrator', 'waiting', NULL, 10)), 0::bigint, 'nothing waits any more');
SELECT ops.batch_begin(ARRAY[messaging.key_of(1, conversation)]), routing.notes_erase(1, conversation, 'erased'), ops.batch_end() FROM routing.callback WHERE id = :cb;
SELECT test.is(test.mine('ann'), NULL, 'nor is anything to be called back');
SELECT test.is(note, 'erased', 'its note is erased with the conversation') FROM routing.callback WHERE id = :cb;
UPDATE routing.agent SET chosen = 'available' WHERE agent = test.who('ann');

-- Nobody is promised a call who has no number to be called at.
SELECT test.placed('+4915100000199', 50) AS f \gset
UPDATE routing.agent SET chosen = 'logged_out' WHERE agent = test.who('ann');
CREATE FUNCTION test.overflow_of(number text, it bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE messaging.conversation AS c SET number = overflow_of.number FROM routing.interaction AS i WHERE i.id = it AND c.tenant = i.tenant AND c.id = i.conversation;
	RETURN (SELECT routing.overflow_to(q, i, ops.clock()) FROM routing.interaction AS i JOIN routing.queue AS q ON q.tenant = i.tenant AND q.id = i.queue WHERE i.id = it);
END $$;
SELECT test.is(test.overflow_of('web:8f14e45fceea167a', :f), NULL, 'a web chat''s visitor has no number to be called at'),
	test.is(test.overflow(:f) || ' ' || test.state(:f), 'stale waiting 50', 'and waits on'),
	test.is(concat_ws(' ', test.overflow_of('call:c1', :f), test.overflow_of('PARCELS', :f)), '', 'nor who withheld theirs, or writes under a name'),
	test.is(test.overflow_of('+4915100000199', :f), 'callback', 'a number can be called'),
	test.is(test.overflow(:f), 'ended', 'and is promised it');
UPDATE routing.agent SET chosen = 'available' WHERE agent = test.who('ann');

SELECT test.fails(format('UPDATE routing.queue SET %s WHERE id = 50', sets), '23514', format('a queue with %s is refused', sets)) FROM unnest(ARRAY[
	'overflow_action = ''voicemail''', 'overflow_action = ''queue''', 'overflow_action = ''queue'', overflow_queue = 50',
	'overflow_action = ''reply'', overflow_text = NULL', 'overflow_after_ms = 999', 'overflow_length = 0']) AS sets;
UPDATE routing.queue SET medium = 'voice' WHERE id = 52;
SELECT test.is((SELECT count(*) FROM routing.queue WHERE id = 52 AND medium = 'voice'), 1::bigint, 'a queue of calls');
UPDATE routing.queue SET overflow_action = 'voicemail', overflow_after_ms = 1000 WHERE id = 52;
SELECT test.is(overflow_action, 'voicemail', 'takes voicemail') FROM routing.queue WHERE id = 52;
SELECT test.is(test.wrong_loads(), 0::bigint, 'all counts are right');
SELECT test.is((SELECT count(*) FROM routing.impossible(10)), 0::bigint, 'and nothing impossible has come about');

-- ---- the linter ----

CREATE FUNCTION test.found(kind text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(l.id::text, ' ' ORDER BY l.id) FROM routing.lint(1) AS l WHERE l.kind = found.kind
$$;
INSERT INTO routing.queue (tenant, id, name) VALUES (1, 70, 'Nobody''s'), (1, 71, 'Reserved');
INSERT INTO routing.skill (tenant, id, name) VALUES (1, 80, 'Swedish');
UPDATE routing.queue SET widening = format('[{"after_ms": 60000, "add_group": "%s"}]', :g)::jsonb WHERE id = 71;
SELECT test.is(test.found('queue_unserved'), '70', 'a queue that only a step''s group serves is served');
INSERT INTO routing.route_rule (tenant, id, channel, position, queue, skills) VALUES (1, 90, 1, 1, 71, '[{"skill": "80", "level": 50}]');
SELECT test.is(test.found('rule_unserved'), '90', 'a rule that asks for what nobody holds');
UPDATE routing.queue SET widening = widening || '[{"after_ms": 90000, "level": 20}]' WHERE id = 71;
INSERT INTO routing.agent_skill (tenant, agent, skill, level) VALUES (1, test.who('ben'), 80, 10);
SELECT test.is(test.found('rule_unserved'), '90', 'also at the level that the steps leave');
UPDATE routing.agent_skill SET level = 20 WHERE skill = 80;
SELECT test.is(test.found('rule_unserved'), NULL, 'which is served at last');
DELETE FROM routing.agent_skill WHERE skill = 80;
UPDATE routing.queue SET widening = widening || '[{"after_ms": 99000, "drop_skill": "80"}]' WHERE id = 71;
SELECT test.is(test.found('rule_unserved'), NULL, 'as is what drops the skill');
UPDATE directory.app_user SET disabled = true WHERE id = test.who('ben');
SELECT test.is(test.found('queue_unserved'), '70 71', 'a group without anybody serves nothing');
UPDATE directory.app_user SET disabled = false WHERE id = test.who('ben');
SELECT test.is(test.found('channel_without_default'), NULL, 'a rule without conditions is the default');
INSERT INTO routing.route_rule (tenant, id, channel, position, queue, conditions) VALUES (1, 91, 1, 2, 1, '{"keyword": "x"}');
SELECT test.is(test.found('rule_unreachable'), '91', 'behind which no rule is asked');
UPDATE routing.route_rule SET conditions = '{"keyword": "y"}' WHERE id = 90;
SELECT test.is(test.found('rule_unreachable') IS NULL, true, 'with conditions it lets others be asked');
SELECT test.is(test.found('channel_without_default'), '1', 'and the channel has no default');
SELECT test.is(test.found('schedule_never_opens'), '60', 'a schedule without hours never opens');
UPDATE routing.schedule SET week = '[{"weekday": 1, "opens": "08:00", "closes": "12:00"}, {"weekday": 1, "opens": "13:00", "closes": "23:59"}, {"weekday": 2, "opens": "00:00", "closes": "10:00"}]' WHERE id = 60;
SELECT test.is((test.call('(SELECT ''ok'', to_jsonb(routing.schedule_compile(1, 60)), NULL::jsonb, NULL::bigint[]) AS x', ARRAY[ops.key('config', 1, '')])).outcome, 'ok', 'it is compiled');
SELECT test.is(words, 'The schedule "Never" has a hole: it closes for 1 min at Monday 23:59.', 'a minute between two openings is a hole, an hour is a break')
FROM routing.lint(1) WHERE kind = 'schedule_hole';
SELECT test.overflows('overflow_action = ''queue'', overflow_queue = 52');
SELECT test.is(test.found('overflow_never'), '50', 'an overflow without a cause never comes');
SELECT test.is(test.found('overflow_medium'), '50', 'and chats do not overflow to calls');

UPDATE routing.queue SET closing_text = repeat('я', 670), overflow_text = repeat('x', 1530) WHERE id = 71;
SELECT test.is(test.found('text_too_long'), NULL, 'ten segments can be sent');
UPDATE routing.queue SET closing_text = repeat('я', 671), overflow_text = repeat('x', 1531) WHERE id IN (70, 71);
INSERT INTO routing.route_rule (tenant, id, channel, position, auto_reply, conditions) VALUES (1, 92, 1, 3, repeat('я', 671), '{"keyword": "z"}');
SELECT test.is(string_agg(l.resource || ' ' || l.id || ': ' || l.words, E'\n' ORDER BY l.words), E'route_rule 92: The answer of rule 3 of the channel "Texts" takes 11 segments by SMS, and at most 10 can be sent: shorten it.
queue 71: The closing text of the queue "Reserved" takes 11 segments by SMS, and at most 10 can be sent: shorten it.
queue 71: The overflow text of the queue "Reserved" takes 11 segments by SMS, and at most 10 can be sent: shorten it.', 'eleven can''t, where texts come; a queue without texts may have more')
FROM routing.lint(1) AS l WHERE l.kind = 'text_too_long';
DELETE FROM routing.route_rule WHERE id = 92;
UPDATE routing.queue SET closing_text = NULL, overflow_text = NULL WHERE id IN (70, 71);

-- ---- the answer limit (RT-13) ----

SELECT test.overflows('answer_ms = 60000');
SELECT test.end_(i.id, 'ben', NULL) FROM routing.interaction AS i WHERE i.agent = test.who('ben') AND i.state = 'assigned';
UPDATE routing.queue SET answer_ms = 60000 WHERE id = 1;
SELECT test.handled('+4915100000201', 'sue') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i, (:'got'::jsonb ->> 'conversation')::bigint AS c \gset
CREATE FUNCTION test.answer_missed(interaction bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('routing.answer_missed(1, %s)', interaction), '{}')).outcome
$$;
SELECT test.pass('59 s');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10)), 0::bigint, 'within the limit nothing is due');
SELECT test.say(:c, 'sue', 'One moment.');
SELECT test.pass('3600 s');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10)), 0::bigint, 'nor once the customer is answered');
SELECT test.text_in('+4915100000201', 'And?'), test.pass('30 s');
SELECT test.text_in('+4915100000201', 'Hello?'), test.pass('29 s');
SELECT test.is(test.answer_missed(:i), 'stale', 'it counts from the first message that is not answered');
SELECT test.pass('1 s');
SELECT entered_at AS entered FROM routing.interaction WHERE id = :i \gset
SELECT test.is((SELECT interaction FROM routing.answers_due(10)), :i::bigint, 'which is due then');
SELECT test.is(test.answer_missed(:i), 'returned', 'and goes back');
SELECT test.is(state || ' ' || entered_at || ' ' || former_agent || ' ' || returned_reason, 'waiting ' || :'entered' || ' ' || test.who('sue') || ' unanswered',
	'with its first waiting time and the reason') FROM routing.interaction WHERE id = :i;
SELECT test.is((SELECT m.text FROM messaging.message AS m WHERE m.conversation = :c ORDER BY m.seq DESC LIMIT 1),
	'Returned to the queue: the agent did not answer in time.', 'with a note');
SELECT test.is((SELECT s.audience FROM routing.interaction_state(1, :i) AS s), ARRAY[test.who('sue')], 'that the agent sees');
SELECT test.is(test.answer_missed(:i), 'stale', 'once');
SELECT test.is((test.offer(:i, 'sue')).body ->> 'verdict', 'cool_down', 'the same agent is not offered it at once');
SELECT test.offer(:i, 'ben');
SELECT test.accept(test.live_offer(:i), 'ben');
SELECT test.pass('59 s');
SELECT test.is((SELECT count(*) FROM routing.answers_due(10)), 0::bigint, 'whoever takes it has the whole time');
SELECT test.is(test.wrong_loads(), 0::bigint, 'and no capacity is lost');

-- ---- weighted capacity and blending ----

INSERT INTO routing.queue (tenant, id, name, weight) VALUES (1, 75, 'Heavy', 150);
INSERT INTO routing.member (tenant, queue, agent) VALUES (1, 75, test.who('ann'));
UPDATE directory.app_user SET load_limit = 200, blending = true WHERE id = test.who('ann');
SELECT test.status_set('ann', 'ann', 'work_offline'), test.status_set('ann', 'ann', 'available');
SELECT test.is(chat_limit || ' ' || chat_count_limit || ' ' || blending, '200 6 true', 'the gate has the agent''s limits') FROM routing.agent WHERE agent = test.who('ann');
CREATE FUNCTION test.heavy(number text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	i bigint := test.text_in(number, 'x') ->> 'interaction';
	answer ops.answer := test.call(format('routing.offer_make(1, %s, 1, %s, 75, NULL, NULL, NULL, NULL)', i, test.who('ann')),
		ARRAY[test.agent_key('ann'), ops.key('interaction', 1, i::text)]);
BEGIN
	RETURN concat_ws(' ', answer.outcome, answer.body ->> 'verdict', answer.body -> 'gate' ->> 'chat_load');
END $$;
SELECT test.is(test.heavy('+4915100000301'), 'made 150', 'a heavy conversation takes its weight');
SELECT test.accept((SELECT o.id FROM routing.offer AS o WHERE o.agent = test.who('ann') AND o.state = 'made'), 'ann');
SELECT test.is(test.heavy('+4915100000302'), 'stale capacity 150', 'a second has no room, though six conversations may be held');
SELECT test.is((SELECT s.state ->> 'limit' || ' ' || (s.state ->> 'blending') FROM presence.agent_state(1, test.who('ann')) AS s), '200 true', 'which the agent''s state tells');
UPDATE directory.app_user SET load_limit = 100 WHERE id = test.who('ann');
SELECT test.status_set('ann', 'ann', 'work_offline'), test.status_set('ann', 'ann', 'available');
SELECT test.is(chat_limit, 150, 'a limit below what is in use waits for its end') FROM routing.agent WHERE agent = test.who('ann');
SELECT test.fails('UPDATE directory.app_user SET load_limit = 99', '23514', 'less than one conversation is no limit');

-- ---- a screen pop's template (IN-4) ----

SELECT test.is(routing.screen_pop_wrong(t.url), NULL, format('%s may be saved', t.url)) FROM unnest(ARRAY[NULL, 'https://crm.example',
	'http://crm.example:8080/c/{customer.id}?n={customer.number}&q={queue.name}#{interaction.id}', 'https://[2001:db8::1]/?a={agent.name}', 'https://crm.example/@{agent.id}']) AS t (url);
SELECT test.is(left(routing.screen_pop_wrong(t.url), length(t.words)), t.words, format('%s may not', t.url)) FROM (VALUES
	('javascript:alert(1)', 'Must begin with'), ('JavaScript:alert({customer.name})', 'Must begin with'), ('data:text/html,x', 'Must begin with'), ('//crm.example', 'Must begin with'),
	(' https://crm.example', 'Must begin with'), ('', 'Must begin with'), (E'https://crm.example/\n', 'Spaces,'), ('https://crm.example/a b', 'Spaces,'), ('https://crm.example\{customer.name}', 'Spaces,'),
	('https://{customer.name}.example/', 'Needs a host'), ('https://crm.example{customer.name}', 'Needs a host'), ('https://me@crm.example/', 'Needs a host'), ('https:///x', 'Needs a host'),
	('https://crm.example/{customer.secret}', 'There is no placeholder {customer.secret}; there are {customer.id}'), ('https://crm.example/{', 'A brace stands alone'), ('https://crm.example/}{customer.id}', 'A brace stands alone')
) AS t (url, words);

-- ---- the answer limit in an emergency (EM-5) ----

UPDATE routing.queue SET answer_ms = 60000 WHERE id = 1;
SELECT test.end_(i.id, 'sue', NULL) FROM routing.interaction AS i WHERE i.agent = test.who('sue') AND i.state = 'assigned';
SELECT test.status_set('sue', 'sue', 'work_offline'), test.status_set('sue', 'sue', 'available');
SELECT (test.handled('+4915100000401', 'sue') ->> 'interaction')::bigint AS i \gset
CREATE FUNCTION test.help(step text) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('presence.emergency_call(1, %s, ''help'', false, ''112'', %L, NULL)', test.who('sue'), step), test.agent_keys(1, test.who('sue')))).outcome
$$;
CREATE FUNCTION test.is_due(i bigint) RETURNS boolean LANGUAGE sql AS $$ SELECT EXISTS (SELECT FROM routing.answers_due(10) AS d WHERE d.interaction = i) $$;
SELECT test.pass('59 s');
SELECT test.help('began');
SELECT test.pass('2 s');
SELECT test.is(test.is_due(:i), false, 'in an emergency no chat is taken from its agent: while it is dialled');
SELECT test.help('answered'), test.pass('10 minutes');
SELECT test.is(test.is_due(:i), false, 'in the call');
SELECT test.is(test.answer_missed(:i), 'stale', 'whoever asks');
SELECT test.help('ended'), test.pass('299 s');
SELECT test.is(test.is_due(:i), false, 'and in the five minutes after it');
SELECT test.pass('31 s'); -- nobody has noticed that they are over
SELECT test.emergency_act('exit', 'sue');
SELECT test.is(presence.emergency_get(1, test.who('sue')) ->> 'phase', 'normal', 'who leaves the emergency');
SELECT test.pass('29 s');
SELECT test.is(test.is_due(:i), false, 'has had the whole time since the five minutes were over, and does not begin anew');
SELECT test.pass('1 s');
SELECT test.is(test.is_due(:i), true, 'and no more');
SELECT test.is(test.answer_missed(:i), 'returned', 'after which it goes back');
