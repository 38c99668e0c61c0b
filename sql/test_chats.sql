-- Conversations between agents and Work users (40-messaging): keys, what is stored, who is told.
SELECT test.organisation();
SELECT directory.user_create(1, 'amy', 'Amy', 'x', 'agent', true, false, 1) AS amy \gset
SELECT directory.user_create(1, 'wes', 'Wes', 'x', 'agent', false, true, NULL) AS wes \gset
SELECT directory.user_create(1, 'bob', 'Bob', 'x', 'agent', true, true, 2) AS bob \gset
SELECT test.who('ann') AS ann, test.who('wim') AS wim, test.who('sue') AS sue \gset

-- An account by name; 'wim/w' is the Work account.
CREATE FUNCTION test.account(name text) RETURNS bigint LANGUAGE sql AS $$
	SELECT test.who(split_part(name, '/', 1)) * CASE WHEN name LIKE '%/w' THEN -1 ELSE 1 END
$$;
CREATE FUNCTION test.start(who text, whom text, said text, client_id text DEFAULT NULL) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	one bigint := test.account(who);
	other bigint := test.account(whom);
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(messaging.chat_keys(1, messaging.pair_key(one, other)) || ops.key('command', 1, encode(command, 'hex')));
	answer := messaging.start(command, NULL, 1, one, other, said, NULL, client_id);
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
-- Runs a command of one's own in a conversation, with the keys that it asks for.
CREATE FUNCTION test.chat(format text, conversation bigint) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(messaging.chat_keys(1, (SELECT c.number FROM messaging.conversation AS c WHERE c.id = conversation))
		|| ops.key('command', 1, encode(command, 'hex')));
	EXECUTE format('SELECT * FROM %s', format(format, quote_literal(command))) INTO answer;
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
CREATE FUNCTION test.say(who text, conversation bigint, said text, client_id text DEFAULT NULL) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.chat(format('messaging.send(%%s::bytea, NULL, 1, %s, ''agent'', %s, %L, %L, NULL, NULL, %s)', abs(test.account(who)), conversation,
		said, client_id, test.account(who)), conversation)
$$;

-- ---- Work and Work ----
SELECT to_jsonb(test.start('wim/w', 'wes/w', 'hello', 'c1')) AS a \gset
SELECT (:'a'::jsonb #>> '{body,id}')::bigint AS c, (:'a'::jsonb #>> '{body,message,id}')::bigint AS m \gset
SELECT test.is(:'a'::jsonb ->> 'outcome', 'created', 'a Work user starts to another');
SELECT test.is(:'a'::jsonb #>> '{body,state,kind}', 'directory', 'a directory chat');
SELECT test.is(:'a'::jsonb #>> '{body,message,state,text}', 'hello', 'with its first text');
SELECT test.is((SELECT array_agg(DISTINCT x::bigint ORDER BY x::bigint) FROM jsonb_array_elements(:'a'::jsonb -> 'news') AS n, jsonb_array_elements_text(n -> 'audience') AS x),
	ARRAY[-:wes, -:wim]::bigint[], 'told to the two Work accounts and nobody else');
SELECT test.is((test.start('wim/w', 'wes/w', 'hello', 'c1')).body #>> '{message,id}', :'m', 'sent twice, stored once');
SELECT test.is((test.start('wes/w', 'wim/w', 'hi', 'c1')).body ->> 'id', :'c', 'two accounts have one conversation; two parties may use one client id');
SELECT test.is((test.say('wim/w', :c, 'hello', 'c1')).body ->> 'id', :'m', 'what was sent at the start is not sent again in it');
SELECT test.is((test.say('wim/w', :c, 'more', 'c1'))::text, (test.start('wim/w', 'wes/w', 'more', 'c1'))::text, 'with another text it is refused, either way');
SELECT test.is((test.say('wim/w', :c, 'more', 'c1')).outcome, 'client_id_reused', 'by name');
SELECT test.is((test.say('wim/w', :c, 'more', 'c1')).body #>> '{errors,0,pointer}', '/client_id', 'and by field');
UPDATE messaging.client_said SET content_hash = NULL WHERE conversation = :c;
SELECT test.is((test.say('wim/w', :c, 'more', 'c1')).body ->> 'id', :'m', 'one that was stored before contents were known answers as it did');
SELECT test.is((SELECT last_seq FROM messaging.conversation WHERE id = :c), 2::bigint, 'two messages in all');
SELECT test.is((test.say('wim/w', :c, '')).outcome, 'invalid', 'an empty text');
SELECT test.is((test.say('wim/w', :c, repeat('x', 4001))).outcome, 'invalid', 'a text that is too long');
SELECT test.is((test.say('ann', :c, 'x')).outcome, 'not_found', 'no party: there is no such thing');
SELECT test.is((SELECT count(*) FROM ops.event WHERE type IS NOT NULL), 0::bigint, 'integrators are told of none of it');
SELECT test.is((SELECT taken_at IS NULL AND segments IS NULL FROM messaging.message WHERE id = :m), true, 'it counts as no text');
SELECT test.fails(format('SELECT messaging.said_store(c, -%s, ''x'', NULL, NULL, false) FROM messaging.conversation AS c WHERE id = %s', :wim, :c), 'P0004',
	'no message without the conversation''s key');

-- ---- modes ----
SELECT test.is((test.start('wim/w', 'ann', 'x')).outcome, 'mode', 'modes 1 and 2: Work to agent is refused');
SELECT test.login('ann') AS s_ann \gset
SELECT test.is((test.start('ann', 'wim/w', 'x')).outcome, 'mode', 'and agent to Work');
UPDATE directory.tenant SET mode = 3 WHERE id = 1;
SELECT to_jsonb(test.start('ann', 'wim/w', 'hello Wim')) AS a \gset
SELECT (:'a'::jsonb #>> '{body,id}')::bigint AS d \gset
SELECT test.is(:'a'::jsonb ->> 'outcome', 'created', 'mode 3: it is taken');
UPDATE directory.tenant SET mode = 1 WHERE id = 1;
SELECT test.is((test.say('ann', :d, 'x')).outcome, 'mode', 'put back, nobody writes in it');
SELECT test.is(jsonb_array_length((messaging.messages(1, :ann, 'agent', :d, NULL, NULL, NULL, NULL, :ann)).body -> 'data'), 1, 'but it stays readable');
-- By the shell: first what it would change, then that.
CREATE FUNCTION test.mode(mode integer, dry boolean, tenant bigint DEFAULT 1) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told jsonb;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', tenant, '')]);
	told := directory.tenant_mode_set(tenant, '{"source": "trunklinectl"}', mode, dry);
	PERFORM ops.batch_end();
	RETURN format('%s-%s conversations %s work %s agents %s', told -> 'before', told -> 'after', told -> 'conversations', told -> 'work_users', told -> 'agents');
END $$;
SELECT test.start('ann', 'sue', 'between agents');
SELECT version AS before FROM directory.tenant WHERE id = 1 \gset
SELECT count(*) FILTER (WHERE has_work) AS works, count(*) FILTER (WHERE has_seat) AS seats FROM directory.app_user WHERE tenant = 1 AND NOT disabled \gset
SELECT test.is(test.mode(3, true), format('1-3 conversations 1 work %s agents %s', :works, :seats), 'what one directory would open: the conversation across, none between agents');
SELECT test.is((SELECT mode FROM directory.tenant WHERE id = 1), 1::smallint, 'asked, nothing changes');
SELECT test.is(test.mode(2, false), '1-2 conversations 0 work 0 agents 0', 'from two directories to two nothing opens or closes');
SELECT test.is(test.mode(3, false), format('2-3 conversations 1 work %s agents %s', :works, :seats), 'said, it changes');
SELECT test.is(test.mode(3, false), '3-3 conversations 0 work 0 agents 0', 'again, it is so already');
SELECT test.is((SELECT (t.mode, t.version)::text FROM directory.tenant AS t WHERE t.id = 1), format('(3,%s)', :before + 2), 'each change is a version of the tenant');
SELECT test.is((SELECT array_agg(format('%s %s %s', a.actor_role, a.detail #>> '{before,mode}', a.detail #>> '{after,mode}') ORDER BY a.id) FROM ops.audit AS a
	WHERE a.tenant = 1 AND a.action = 'tenant_mode'), '{operator 1 2,operator 2 3}', 'audited, once each');
SELECT test.is(test.mode(3, true, 999), '- conversations  work  agents ', 'no such tenant');
SELECT test.fails('SELECT test.mode(4, false)', '23514', 'nor such a mode');

-- ---- receivers ----
SELECT test.is((test.start('wim/w', 'amy', 'x')).outcome, 'receiver_logged_out', 'an agent without Work licence who is logged out: refused');
SELECT to_jsonb(test.start('wim/w', 'bob', 'psst')) AS a \gset
SELECT (:'a'::jsonb #>> '{body,id}')::bigint AS b \gset
SELECT test.is(:'a'::jsonb #>> '{body,message,state,work_only}', 'true', 'one with both licences: in Work only');
SELECT test.ok((SELECT bool_or(n -> 'audience' @> to_jsonb(ARRAY[(-:bob)::text])) FROM jsonb_array_elements(:'a'::jsonb -> 'news') AS n), 'their Work app is told');
SELECT test.is((SELECT (item ->> 'unread')::integer FROM messaging.chats_list(1, -:bob, NULL, 10)), 1, 'it is unread in their Work app');
SELECT test.login('bob') AS s_bob \gset
SELECT test.is((SELECT (item ->> 'unread')::integer FROM messaging.chats_list(1, :bob, NULL, 10)), 0, 'and part of the workspace''s history without alert');
SELECT test.is((test.say('wim/w', :b, 'now')).body #>> '{state,work_only}', 'false', 'logged in, it is for the workspace');
SELECT test.is((SELECT (item ->> 'unread')::integer FROM messaging.chats_list(1, :bob, NULL, 10)), 1, 'with alert');
SELECT test.is((test.say('bob/w', :b, 'from my phone')).body #>> '{state,author,side}', 'agent', 'from Work they answer as the account that was written to');
SELECT test.is((SELECT count(*) FROM messaging.chats_list(1, :wim, NULL, 10)), 0::bigint, 'the Work account''s conversations never show in a workspace');

-- ---- agents ----
SELECT test.is((test.start('ann', 'bob', 'x')).outcome, 'not_in_roster', 'another group''s agent with a Work licence is in none of their rosters');
SELECT test.is((test.start('ann', 'amy', 'x')).outcome, 'receiver_logged_out', 'an agent who is logged out');
SELECT test.is((test.start('ann', 'amy', 'x')).body, NULL, 'who is, whatever was lost before');
SELECT test.login('amy') AS s_amy \gset
SELECT to_jsonb(test.start('ann', 'amy', 'coffee?', 'g1')) AS a \gset
SELECT (:'a'::jsonb #>> '{body,id}')::bigint AS g \gset
SELECT test.is(:'a'::jsonb #>> '{body,state,kind}', 'agent', 'two agents have an agent chat');
SELECT (test.say('amy', :g, 'yes', 'g2')).body ->> 'id' AS yes \gset
SELECT test.ok(:yes > 0, 'the other answers');
SELECT test.is((test.chat(format('messaging.chat_end(%%s::bytea, NULL, 1, %s, %s)', :ann, :d), :d)).outcome, 'not_here', 'a directory chat has no end');
SELECT test.is((test.chat(format('messaging.chat_end(%%s::bytea, NULL, 1, %s, %s)', :amy, :g), :g)).body #>> '{state,state}', 'closed', 'either ends it');
SELECT test.is((messaging.messages(1, :ann, 'agent', :g, NULL, NULL, NULL, NULL, :ann)).outcome, 'not_found', 'then no workspace shows it');
SELECT test.is((SELECT count(*) FROM messaging.chats_list(1, :ann, NULL, 10) WHERE item ->> 'id' = :'g'), 0::bigint, 'nor lists it');
SELECT test.is(concat_ws(' ', (test.start('ann', 'amy', 'coffee?', 'g1')).body ->> 'id', (SELECT count(*) FROM messaging.conversation WHERE kind = 'agent' AND state = 'open')),
	:'g' || ' 0', 'its first text, whose answer was lost, is not the first of another');
SELECT test.is((test.start('ann', 'amy', 'coffee?', 'g1')).body #>> '{message,id}', :'a'::jsonb #>> '{body,message,id}', 'it is that message');
SELECT test.is((test.say('amy', :g, 'yes', 'g2')).body ->> 'id', :'yes', 'nor is what was said later lost');
SELECT test.is((test.say('amy', :g, 'no', 'g2')).outcome, 'conversation_closed', 'another text is');
SELECT test.is((test.say('ann', :g, 'yes', 'g2')).outcome, 'conversation_closed', 'and so is the other party''s');
SELECT (test.start('ann', 'amy', 'again')).body ->> 'id' AS h \gset
SELECT test.ok(:'h' <> :'g', 'the next one is another');
SELECT test.ok((SELECT bool_and(c.state = 'open') FROM messaging.conversation AS c WHERE c.id = :h), 'which is open');
SELECT test.is((test.start('ann', 'amy', 'coffee?', 'g1')).body ->> 'id', :'g', 'beside which the first text of the former is still its own');
SELECT test.is((test.start('ann', 'amy', 'tea?', 'g1')).body ->> 'id', :'h', 'while its client id may serve for another text');

-- A logout ends it, under one agent's key.
CREATE FUNCTION test.logout(session bigint) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, (SELECT s.user_id FROM presence.session AS s WHERE s.id = session), command));
	answer := presence.session_close(command, NULL, 1, session, true, NULL);
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
SELECT to_jsonb(test.logout(:s_amy)) AS a \gset
SELECT test.is((SELECT n #>> '{state,state}' FROM jsonb_array_elements(:'a'::jsonb -> 'news') AS n WHERE n ->> 'kind' = '4'), 'closed', 'a logout ends it, which both are told');
SELECT test.is((test.say('ann', :h, 'still there?')).outcome, 'receiver_logged_out', 'nothing more comes into it');
SELECT test.is((messaging.messages(1, :ann, 'agent', :h, NULL, NULL, NULL, NULL, :ann)).outcome, 'not_found', 'nor is it read');
SELECT test.login('amy') AS s_amy \gset
SELECT test.is((test.say('ann', :h, 'there?')).outcome, 'conversation_closed', 'the next session does not take it up');
SELECT (test.start('ann', 'amy', 'third')).body ->> 'id' AS i \gset
SELECT test.ok(:'i' <> :'h', 'but a new one');
SELECT test.is((SELECT state::text FROM messaging.conversation WHERE id = :h), 'closed', 'whose start closes the former row');
SELECT test.logout(:s_amy);
SELECT test.is(messaging.chats_close(40), 1::bigint, 'else the upkeep does');
SELECT test.is((SELECT state::text FROM messaging.conversation WHERE id = :i), 'closed', 'so that retention finds it');

-- A lost lease does not end it, but counts as logged out.
SELECT test.login('amy') AS s_amy \gset
SELECT (test.start('ann', 'amy', 'fourth')).body ->> 'id' AS j \gset
SELECT test.live(:s_amy, 7);
SELECT test.stale(:s_amy, 7, true);
SELECT test.pass('61 s');
SELECT test.sweep('amy');
SELECT test.is((test.say('ann', :j, 'there?')).outcome, 'receiver_logged_out', 'a lost lease: sending counts as logged out');
SELECT test.is(a.body ->> 'detail', 'Their connection is lost: they are not logged out.', 'and is told apart from it') FROM test.say('ann', :j, 'there?') AS a;
SELECT test.is(a.outcome || ': ' || (a.body ->> 'detail'), 'receiver_logged_out: Their connection is lost: they are not logged out.', 'also at the beginning of a chat') FROM test.start('wim/w', 'amy', 'x') AS a;
SELECT test.is((messaging.conversation_get(1, :j, :ann, 'agent', :ann)).body #>> '{state,state}', 'open', 'but the chat goes on');
SELECT test.live(:s_amy, 7);
SELECT test.is((test.say('ann', :j, 'there?')).outcome, 'created', 'back in time, it is as it was');
SELECT test.stale(:s_amy, 7, true);
SELECT test.pass('31 min');
SELECT test.live(:s_ann, 7);
SELECT test.sweep('amy');
SELECT test.is((SELECT messaging.is_current(c) FROM messaging.conversation AS c WHERE c.id = :j), false, 'gone ends it');

-- ---- reading ----
CREATE FUNCTION test.read(who text, conversation bigint, seq bigint) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.chat(format('messaging.read_set(%%s::bytea, NULL, 1, %s, %s, %s)', test.account(who), conversation, seq), conversation)
$$;
SELECT to_jsonb(test.read('wes/w', :c, 2)) AS a \gset
SELECT test.is(:'a'::jsonb #>> '{body,state,seq}', '2', 'Work and Work: how far one has read');
SELECT test.ok(:'a'::jsonb #> '{news,0,audience}' @> to_jsonb(ARRAY[(-:wim)::text]), 'which the other is told');
SELECT test.is((test.read('wes/w', :c, 1)).body #>> '{state,seq}', '2', 'it does not go back');
SELECT to_jsonb(test.read('wim/w', :d, 1)) AS a \gset
SELECT test.is(:'a'::jsonb #> '{news,0,audience}', to_jsonb(ARRAY[(-:wim)::text]), 'with an agent there are no receipts: one''s own pages alone are told');
SELECT test.is((messaging.conversation_get(1, :d, :ann, 'agent', :ann)).body #> '{state,parties,0}' ? 'read_seq', false, 'nor does the conversation say');
SELECT test.is((SELECT outcome FROM messaging.typing(1, -:wim, :c)), 'ok', 'Work and Work: typing is told');
SELECT test.is((SELECT audience FROM messaging.typing(1, -:wim, :c)), ARRAY[-:wes]::bigint[], 'to the other');
SELECT test.is((SELECT outcome FROM messaging.typing(1, -:wim, :d)), 'not_here', 'not with an agent');
-- Who is invisible reads unseen: what they had read before is shown on, what they read since is not, nor when they are seen again; what they read then is.
SELECT test.say('wim/w', :c, 'one more');
SELECT test.say('wim/w', :c, 'and one');
SELECT c.last_seq AS last FROM messaging.conversation AS c WHERE c.id = :c \gset
CREATE FUNCTION test.told(conversation bigint, viewer text, reader text) RETURNS text LANGUAGE sql AS $$
	SELECT p ->> 'read_seq' FROM jsonb_array_elements((messaging.conversation_get(1, conversation, -test.who(viewer), 'agent', -test.who(viewer))).body #> '{state,parties}') AS p
	WHERE p ->> 'user' = test.who(reader)::text
$$;
SELECT test.is(test.told(:c, 'wim', 'wes'), '2', 'the other sees how far one has read');
INSERT INTO presence.work_status (tenant, user_id, status, since) VALUES (1, :wes, 'invisible', ops.clock());
SELECT to_jsonb(test.read('wes/w', :c, 3)) AS a \gset
SELECT test.is(:'a'::jsonb #>> '{body,state,seq}', '3', 'invisible, one reads on');
SELECT test.is(:'a'::jsonb #> '{news,0,audience}', to_jsonb(ARRAY[(-:wes)::text]), 'of which one''s own pages alone are told');
SELECT test.is(test.told(:c, 'wim', 'wes'), '2', 'the conversation says what it said');
UPDATE presence.work_status SET status = 'available' WHERE tenant = 1 AND user_id = :wes;
SELECT test.is(test.told(:c, 'wim', 'wes'), '2', 'nor later');
SELECT test.is(to_jsonb((messaging.reading_state(1, p.id)).audience), to_jsonb(ARRAY[-:wes]), 'nor does an event that is told late') FROM messaging.party AS p WHERE p.conversation = :c AND p.account = -:wes;
SELECT to_jsonb(test.read('wes/w', :c, :last)) AS a \gset
SELECT test.ok(:last > 3 AND :'a'::jsonb #> '{news,0,audience}' @> to_jsonb(ARRAY[(-:wim)::text]), 'what one reads, seen again, the other is told');
SELECT test.is(test.told(:c, 'wim', 'wes'), :'last', 'and sees');

-- ---- rosters ----
SELECT test.is((SELECT array_agg(item ->> 'name' || ' ' || (item ->> 'side') ORDER BY item ->> 'name') FROM messaging.roster(1, :ann, 'agent', NULL, 50)), '{"Amy agent","Sue agent"}',
	'an agent''s roster: the group and its supervisors');
SELECT test.is((SELECT count(*) FROM directory.app_user AS me JOIN directory.app_user AS u ON u.tenant = me.tenant
	WHERE directory.sees_agent(me.tenant, me.id, me.role, u.id) <> (u.id IN (SELECT s.agent FROM directory.agents_seen(me.tenant, me.id, me.role) AS s))), 0::bigint,
	'all whom one has on one''s roster are those of whom it is said of each');
SELECT test.is((SELECT count(*) FROM messaging.roster(1, -:wim, 'work', NULL, 50)), 8::bigint, 'the Work roster in mode 3: every account, an entry each');
UPDATE directory.tenant SET mode = 2 WHERE id = 1;
SELECT test.is((SELECT array_agg(item ->> 'name' ORDER BY item ->> 'name') FROM messaging.roster(1, -:wim, 'work', NULL, 50)), '{Bob,Wes}', 'in mode 2: Work accounts');
SELECT test.is((SELECT item FROM messaging.roster(1, :ann, 'directory', NULL, 50)), NULL, 'and no directory in the workspace');
SELECT test.is((SELECT item FROM messaging.roster(1, :ann, 'work', NULL, 50)), NULL, 'nor ever a Work roster');
SELECT test.is((SELECT count(*) FROM messaging.roster(1, -:wim, 'work', (SELECT cursor FROM messaging.roster(1, -:wim, 'work', NULL, 1)), 50)), 1::bigint, 'it pages');

-- ---- what is for customers' conversations ----
UPDATE directory.tenant SET mode = 3 WHERE id = 1;
SELECT test.is((test.chat(format('messaging.note_add(%%s::bytea, NULL, 1, %s, ''administrator'', %s, ''a note'')', test.who('eve'), :c), :c)).outcome, 'not_found',
	'no administrator writes a note into accounts'' conversations');
SELECT test.is((test.chat(format('messaging.customer_choose(%%s::bytea, NULL, 1, %s, %s, 1)', test.who('eve'), :c), :c)).outcome, 'not_found',
	'nor gives them a customer: there is no such thing for them');
INSERT INTO messaging.attachment (tenant, conversation, seq, message, message_at, position, state)
SELECT 1, m.conversation, m.seq, m.id, m.at, 1, 'wanted' FROM messaging.message AS m WHERE m.id = :m;
SELECT test.is((SELECT messaging.attachment_read_by(a, test.who('eve'), 'administrator') FROM messaging.attachment AS a WHERE a.message = :m), false,
	'nor fetches what came with a message');
