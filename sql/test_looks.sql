-- Looks (MS-1): who leads a customer's conversation reads what is said in it, while it goes on, only as long as they look at it; each
-- way to it. Sue leads Ann's group, Tom leads Ben's, Eve administers.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben');
SELECT test.handled('+4915100000001', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i, (:'got'::jsonb ->> 'conversation')::bigint AS c \gset
SELECT id AS o FROM routing.offer WHERE interaction = :i \gset

CREATE FUNCTION test.role(username text) RETURNS text LANGUAGE sql AS $$
	SELECT u.role FROM directory.app_user AS u WHERE u.username = role.username
$$;
-- What comes of each way to the conversation: the thing itself, its messages, what one message says.
CREATE FUNCTION test.reads(username text, conversation bigint) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', (messaging.conversation_get(1, conversation, test.who(username), test.role(username))).outcome,
		(messaging.messages(1, test.who(username), test.role(username), conversation, 0, NULL, 50)).outcome,
		messaging.reads_message(1, conversation, ops.clock(), test.who(username), 'agent', test.role(username)),
		messaging.conversation_reads(1, conversation, test.who(username), test.role(username)))
$$;
CREATE FUNCTION test.look(username text, conversation bigint, c bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.look(%L, NULL, 1, %s, %L, %s)', c, test.who(username), test.role(username), conversation),
		test.command_keys(c, ops.key('watch', 1, conversation::text)))
$$;
CREATE FUNCTION test.look_end(username text, conversation bigint, c bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.look_end(%L, NULL, 1, %s, %s)', c, test.who(username), conversation),
		test.command_keys(c, ops.key('watch', 1, conversation::text)))
$$;
CREATE FUNCTION test.join_(username text, interaction bigint, c bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.interaction_join(%L, NULL, 1, %s, %L, %s)', c, test.who(username), test.role(username), interaction),
		test.command_keys(c))
$$;
CREATE FUNCTION test.leave(username text, interaction bigint, c bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.consult_end(%L, NULL, 1, %s, %L, %s, NULL)', c, test.who(username), test.role(username), interaction),
		test.command_keys(c))
$$;
CREATE FUNCTION test.says(username text, conversation bigint, text text, c bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.send(%L, NULL, 1, %s, %L, %s, %L, NULL, ''gsm7'', 1)', c, test.who(username), test.role(username), conversation, text),
		test.command_keys(c))
$$;
CREATE FUNCTION test.hears(conversation bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(u.username, ' ' ORDER BY u.username) FROM unnest((ops.state(4, 1, conversation)).audience) AS a (id)
	JOIN directory.app_user AS u ON u.id = a.id
$$;
CREATE FUNCTION test.set(what text, value boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE CASE what WHEN 'queue' THEN 'UPDATE routing.queue SET monitor = $1' ELSE 'UPDATE directory.tenant SET monitor_customer_chats = $1' END USING value;
END $$;

-- ---- who takes part, who leads, who is nobody ----

SELECT test.is(test.reads('ann', :c), 'ok ok t t', 'the agent reads what they have');
SELECT test.is(test.reads('sue', :c), 'not_yours not_yours f f', 'who leads it must look at it first');
SELECT test.is(test.reads('eve', :c), 'not_yours not_yours f f', 'an administrator, too');
SELECT test.is(test.reads('tom', :c), 'not_yours not_yours f f', 'another group''s supervisor is nobody');
SELECT test.is(test.reads('ben', :c), 'not_yours not_yours f f', 'as is another agent');
SELECT test.is((test.look('tom', :c)).outcome, 'not_found', 'and can''t look');
SELECT test.is((messaging.messages(2, test.who('sue'), 'supervisor', :c, 0, NULL, 50)).outcome, 'not_found', 'nor another organisation');
SELECT test.is((messaging.messages(1, 7, 'integrator', :c, 0, NULL, 50, 7)).outcome, 'not_yours', 'nor a key that wrote nothing');

-- ---- a look ----

SELECT test.is((test.look('sue', :c)).outcome, 'ok', 'who leads it looks');
SELECT test.is(test.reads('sue', :c), 'ok ok t t', 'and reads it');
SELECT test.is(test.reads('eve', :c), 'not_yours not_yours f f', 'nobody else by it');
SELECT test.is(test.hears(:c), 'ann sue', 'their page is told');
SELECT test.is(count(*), 1::bigint, 'one line in the audit log') FROM ops.audit WHERE action = 'conversation_monitor' AND key = :c;
SELECT test.set('queue', false), test.set('tenant', false);
SELECT test.is(test.reads('sue', :c), 'not_yours not_yours f f', 'monitoring that is switched off ends it at once');
SELECT test.is(test.hears(:c), 'ann', 'on the stream, too');
SELECT test.is((test.look('sue', :c)).outcome, 'monitoring_off', 'and there is no other');
SELECT test.set('tenant', true), test.set('queue', NULL);
SELECT test.is(test.reads('sue', :c), 'ok ok t t', 'it is on again');
UPDATE directory.app_user SET role = 'agent' WHERE username = 'sue';
SELECT test.is(test.hears(:c), 'ann', 'who is no supervisor any more hears nothing');
UPDATE directory.app_user SET role = 'supervisor' WHERE username = 'sue';
SELECT test.look_end('sue', :c);
SELECT test.is(test.reads('sue', :c), 'not_yours not_yours f f', 'who looks away reads nothing');
SELECT test.look('sue', :c), test.pass('16 minutes');
SELECT test.is(test.reads('sue', :c), 'not_yours not_yours f f', 'a look ends after a quarter of an hour');

-- ---- other ways to what is said ----

SELECT test.is((routing.offer_get(1, :o, test.who('sue'), 'supervisor')).body #>> '{state,last_text}', NULL, 'an offer shows nobody but its agent what was written');
SELECT test.text_in('+4915100000002', 'secret words');
SELECT id AS i2 FROM routing.interaction ORDER BY id DESC LIMIT 1 \gset
SELECT test.offer(:i2, 'ann');
SELECT test.live_offer(:i2) AS o2 \gset
SELECT test.is((routing.offer_get(1, :o2, test.who('ann'), 'agent')).body #>> '{state,last_text}', 'secret words', 'its agent it does');
SELECT test.is((routing.offer_get(1, :o2, test.who('sue'), 'supervisor')).body #>> '{state,last_text}', NULL, 'who leads them not');
SELECT test.is(l.item #>> '{state,last_text}', NULL, 'nor in a list') FROM routing.offers_list(1, test.who('sue'), 'supervisor', test.who('ann'), 'made', NULL, 10) AS l;
SELECT test.is(l.item #>> '{state,last_text}', 'secret words', 'but in their own') FROM routing.offers_list(1, test.who('ann'), 'agent', NULL, 'made', NULL, 10) AS l;
SELECT test.is((routing.interaction_get(1, :i2, test.who('eve'), 'administrator')).body #>> '{state,text}', NULL, 'an interaction says nothing of it');
SELECT test.is((test.end_(:i, 'sue', 0, role => 'supervisor')).body, NULL, 'an end that is refused tells a supervisor nothing of it');
SELECT test.is(jsonb_array_length((test.end_(:i, 'ann', 0)).body -> 'messages'), 1, 'the agent is told what');
SELECT test.is(count(*), 0::bigint, 'nothing is found by its words') FROM messaging.search(1, test.who('sue'), 'supervisor', 'hello', NULL, 10);

-- ---- joining (SV-2) ----

SELECT test.is((test.join_('tom', :i)).outcome, 'not_found', 'another group''s supervisor can''t join');
SELECT test.is((test.join_('ann', :i)).outcome, 'not_found', 'nor an agent');
SELECT test.is((test.join_('sue', :i)).outcome, 'not_logged_in', 'who is not logged in is nobody''s help');
SELECT test.available('sue');
SELECT test.set('tenant', false);
SELECT test.is((test.join_('sue', :i)).outcome, 'monitoring_off', 'where monitoring is off joining is a look by another name');
SELECT test.is((test.call(format('routing.interaction_transfer(%L, NULL, 1, %s, ''supervisor'', %s, NULL, %s, true, NULL)', c, test.who('sue'), :i, test.who('sue')),
	test.command_keys(c))).outcome, 'monitoring_off', 'as is asking oneself in') FROM test.command() AS c;
SELECT test.set('tenant', true);
SELECT test.is((test.says('sue', :c, 'Rosa here')).outcome, 'not_yours', 'who leads does not write to the customer');
SELECT test.is((test.join_('sue', :i)).body #>> '{state,consults,0,writes}', 'true', 'who leads joins');
SELECT test.is((test.join_('sue', :i)).outcome, 'unchanged', 'once');
SELECT test.is(test.reads('sue', :c), 'ok ok t t', 'reads');
SELECT test.is(test.hears(:c), 'ann sue', 'hears');
SELECT test.is((test.says('sue', :c, 'Rosa here')).outcome, 'created', 'writes to the customer');
SELECT test.is((test.says('ann', :c, 'and Ann')).outcome, 'created', 'beside the agent');
SELECT test.is(chat_count, 0::smallint, 'without capacity of their own') FROM routing.agent WHERE agent = test.who('sue');
SELECT test.is(count(*), 1::bigint, 'it is audited') FROM ops.audit WHERE action = 'interaction_join' AND key = :i;
SELECT test.is((test.leave('sue', :i)).outcome, 'ok', 'who joined leaves');
SELECT test.is((test.says('sue', :c, 'once more')).outcome, 'not_yours', 'then writes nothing');
SELECT test.is(test.hears(:c), 'ann', 'and hears nothing');
SELECT test.text_in('+4915100000001', 'later words');
SELECT test.is((SELECT count(*) FROM jsonb_array_elements((messaging.messages(1, test.who('sue'), 'supervisor', :c, 0, NULL, 50)).body -> 'data') AS m
	WHERE m #>> '{state,text}' = 'later words'), 0::bigint, 'reads what was said in their time, and nothing later');
SELECT test.is((test.join_('sue', :i)).outcome, 'ok', 'joins again');
SELECT test.pass('31 minutes');
SELECT test.is(count(*), 1::bigint, 'and is sent home after half an hour') FROM routing.consults_over();

-- ---- its end ----

SELECT test.end_(:i, 'ann', NULL);
SELECT test.is(test.reads('sue', :c), 'ok ok t t', 'what has ended who leads it reads');
SELECT test.is((messaging.transcript(1, :i, test.who('sue'), 'supervisor')).outcome, 'ok', 'as its transcript');
SELECT test.is(test.reads('tom', :c), 'not_yours not_yours f f', 'and still nobody else');
SELECT test.is((test.join_('sue', :i)).outcome, 'interaction_ended', 'there is nothing to join');

-- ---- agent chats ----

-- Of ten, of a group that nobody leads but who administers.
WITH g AS (INSERT INTO directory.agent_group (tenant, name) VALUES (1, 'Others') RETURNING id)
INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_seat, group_id)
SELECT 1, 'other' || n, 'Other ' || n, 'x', 'agent', true, g.id FROM g, generate_series(1, 10) AS n;
CREATE FUNCTION test.monitoring(value boolean) RETURNS void LANGUAGE sql AS $$
	UPDATE directory.tenant SET monitor_agent_chats = value WHERE id = 1
$$;
CREATE FUNCTION test.chat(one text, other text) RETURNS bigint LANGUAGE sql AS $$
	SELECT (messaging.chat_open(1, test.who(one), test.who(other))).id
$$;
CREATE FUNCTION test.said(chat bigint, who text) RETURNS record LANGUAGE sql AS $$
	SELECT ops.batch_begin(messaging.chat_keys(1, c.number)), messaging.said_store(c, test.who(who), 'a word', NULL, NULL, false) FROM messaging.conversation AS c WHERE c.id = chat
$$;
CREATE FUNCTION test.chat_end(chat bigint, who text, c bytea DEFAULT test.command()) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.chat_end(%L, NULL, 1, %s, %s)', c, test.who(who), chat),
		test.command_keys(c, VARIADIC (SELECT messaging.chat_keys(1, r.number) FROM messaging.conversation AS r WHERE r.id = chat)))).outcome
$$;
CREATE FUNCTION test.leaves(who text) RETURNS record LANGUAGE sql AS $$
	SELECT ops.batch_begin(ARRAY[ops.key('agent', 1, test.who(who)::text)]), messaging.agent_chats_end(1, test.who(who))
$$;
-- One that began, in which one of the two said something, and that ended.
CREATE FUNCTION test.ended_chat(one text, other text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	chat bigint := test.chat(one, other);
BEGIN
	PERFORM test.said(chat, one);
	PERFORM test.chat_end(chat, one);
	RETURN chat;
END $$;
CREATE FUNCTION test.chats(username text, state text DEFAULT 'closed', after text DEFAULT NULL, most integer DEFAULT 201) RETURNS bigint[] LANGUAGE sql AS $$
	SELECT array_agg(l.cursor::bigint) FROM messaging.agent_chats_list(1, test.who(username), test.role(username), state, after, most) AS l
$$;
CREATE FUNCTION test.looks(chat bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(w || ' ' || COALESCE((test.look(w, chat)).outcome, '?'), ', ' ORDER BY n) FROM unnest(ARRAY['sue', 'tom', 'eve']) WITH ORDINALITY AS o (w, n)
$$;
CREATE FUNCTION test.reads_chat(who text, chat bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (messaging.messages(1, test.who(who), test.role(who), chat, NULL, NULL, NULL, NULL, test.who(who))).outcome
$$;
CREATE FUNCTION test.audited(chat bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(a.action || ' ' || COALESCE(a.detail ->> 'access', '-'), ', ' ORDER BY a.id) FROM ops.audit AS a WHERE a.kind = 4 AND a.key = chat
$$;

-- Who may read one that has ended: who could while it went on. test.chat: Ann's and Ben's, whom Sue and Tom lead.
SELECT test.chat('ann', 'ben') AS quiet \gset
SELECT test.said(:quiet, 'ann');
SELECT test.is(test.looks(:quiet), 'sue monitoring_off, tom monitoring_off, eve monitoring_off', 'one that goes on where monitoring is off');
SELECT test.is(test.chat_end(:quiet, 'ben'), 'ok', 'ends');
SELECT test.monitoring(true);
SELECT test.is(test.looks(:quiet), 'sue monitoring_off, tom monitoring_off, eve monitoring_off', 'and nobody reads it afterwards, though monitoring is on now');
SELECT test.is(test.chats('sue'), NULL::bigint[], 'nor lists it');
SELECT test.is(test.chats('eve'), NULL::bigint[], 'who administers neither');
SELECT test.chat('ann', 'ben') AS mixed \gset
SELECT test.said(:mixed, 'ann');
SELECT test.is(test.looks(:mixed), 'sue ok, tom ok, eve ok', 'what goes on where monitoring is on');
SELECT test.monitoring(false);
SELECT test.said(:mixed, 'ben');
SELECT test.chat_end(:mixed, 'ann');
SELECT test.is(test.looks(:mixed), 'sue monitoring_off, tom monitoring_off, eve monitoring_off', 'nobody reads when it has ended, where the last of it was said while it was off');
SELECT test.chat('ann', 'other1') AS heard \gset
SELECT test.said(:heard, 'ann');
SELECT test.monitoring(true);
SELECT test.said(:heard, 'ann');
SELECT test.chat_end(:heard, 'ann');
SELECT test.is(test.looks(:heard), 'sue ok, tom not_found, eve ok', 'where all could be read while it went on, who led one of the two reads, and who administers');
SELECT test.is(test.audited(:heard), 'conversation_read monitoring, conversation_read monitoring', 'each reading is audited');
SELECT test.monitoring(false);
SELECT test.is(test.looks(:heard), 'sue ok, tom not_found, eve ok', 'also when it is off now');
SELECT test.chat('ann', 'other1') AS silent \gset
SELECT test.said(:silent, 'ann');
SELECT test.monitoring(true);
SELECT test.chat_end(:silent, 'ann');
SELECT test.is(test.looks(:silent), 'sue ok, tom not_found, eve ok', 'where it was switched on before the end, all could be read, too');
SELECT test.chat('ann', 'other1') AS left_on \gset
SELECT test.monitoring(false);
SELECT test.said(:left_on, 'ann');
SELECT test.monitoring(true);
SELECT test.leaves('ann');
SELECT test.monitoring(false);
SELECT test.leaves('other1');
SELECT test.chat('ann', 'other2') AS left_off \gset
SELECT test.said(:left_off, 'ann');
SELECT test.leaves('other2');
SELECT test.monitoring(true);
SELECT test.leaves('ann');
SELECT test.is(test.chats('sue', 'closed', NULL, 1), ARRAY[:left_on]::bigint[], 'a logout is an end before its row is closed');
SELECT test.is((test.look('sue', :left_on)).outcome, 'ok', 'so that who could monitor it reads it');
SELECT test.is(test.audited(:left_on), 'conversation_read monitoring', 'as what has ended');
SELECT messaging.chats_close(40);
SELECT test.is(test.looks(:left_on), 'sue ok, tom not_found, eve ok', 'and whatever is set before it is closed');
SELECT test.is(test.looks(:left_off), 'sue monitoring_off, tom not_found, eve monitoring_off', 'as it was');
SELECT test.monitoring(false);
INSERT INTO directory.supervision (tenant, supervisor, group_id) SELECT 1, test.who('tom'), u.group_id FROM directory.app_user AS u WHERE u.username = 'ann';
SELECT test.is((test.look('tom', :heard)).outcome, 'monitoring_off', 'who leads them only since does not');
SELECT test.monitoring(true);
SELECT test.chat('ann', 'other1') AS later \gset
SELECT test.said(:later, 'ann');
DELETE FROM directory.supervision AS s USING directory.app_user AS u WHERE u.username = 'ann' AND s.group_id = u.group_id AND s.supervisor = test.who('sue');
SELECT test.chat_end(:later, 'ann');
SELECT test.is(test.looks(:later), 'sue ok, tom ok, eve ok', 'who led them then does, though no more');
UPDATE directory.app_user SET role = 'agent' WHERE username = 'sue';
SELECT test.is((test.look('sue', :later)).outcome, 'not_found', 'but not as an agent');
UPDATE directory.app_user SET role = 'supervisor' WHERE username = 'sue';
DELETE FROM directory.supervision AS s USING directory.app_user AS u WHERE u.username = 'ann' AND s.group_id = u.group_id AND s.supervisor = test.who('tom');
INSERT INTO directory.supervision (tenant, supervisor, group_id) SELECT 1, test.who('sue'), u.group_id FROM directory.app_user AS u WHERE u.username = 'ann';
UPDATE messaging.conversation SET monitors = NULL WHERE id = :later;
SELECT test.is(test.looks(:later), 'sue monitoring_off, tom not_found, eve monitoring_off', 'of what began before this was kept nobody knows, so nobody reads');
UPDATE messaging.conversation SET monitors = ARRAY[test.who('sue'), test.who('tom')] WHERE id = :later;
-- Who led when something was said, but not when the last of it was, could not read all.
SELECT test.monitoring(true);
SELECT test.chat('ben', 'other2') AS about_tom \gset
SELECT test.said(:about_tom, 'ben');
DELETE FROM directory.supervision AS s USING directory.app_user AS u WHERE u.username = 'ben' AND s.group_id = u.group_id AND s.supervisor = test.who('tom');
SELECT test.said(:about_tom, 'ben');
SELECT test.chat_end(:about_tom, 'ben');
SELECT test.is(test.looks(:about_tom), 'sue not_found, tom not_found, eve ok', 'who led until before the last of it does not read it');
INSERT INTO directory.supervision (tenant, supervisor, group_id) SELECT 1, test.who('tom'), u.group_id FROM directory.app_user AS u WHERE u.username = 'ben';
SELECT test.monitoring(false);

-- The permission transcripts.audit.
SELECT test.is(ops.frame(4, 1, :quiet) #>> '{state,audit_notice}', 'false', 'where nobody has transcripts.audit, nobody is told of it');
SELECT directory.role_setting_put(1, jsonb_build_object('transcripts_audit_roles', to_jsonb('{supervisor}'::text[])), 'transcripts_audit_roles', 'transcripts.audit');
SELECT test.is(ops.frame(4, 1, :quiet) #>> '{state,audit_notice}', 'true', 'where a role has it, the two are told');
SELECT test.is(test.looks(:quiet), 'sue ok, tom ok, eve monitoring_off', 'who leads and has it reads what monitoring was off for');
SELECT test.is(test.audited(:quiet), 'conversation_read transcripts.audit, conversation_read transcripts.audit', 'and the audit log says by what');
SELECT test.is(test.looks(:heard), 'sue ok, tom not_found, eve ok', 'it opens chats of those whom one leads');
SELECT test.is(test.chats('sue'), ARRAY[:later, :left_off, :left_on, :silent, :heard, :mixed, :quiet]::bigint[], 'it lists them');
SELECT test.is(test.chats('tom'), ARRAY[:about_tom, :later, :mixed, :quiet]::bigint[], 'each those of their own');
SELECT test.is(test.chats('eve'), ARRAY[:about_tom, :later, :left_on, :silent, :heard]::bigint[], 'who has it not has what monitoring was on for');
SELECT test.chat('ann', 'ben') AS live \gset
SELECT test.monitoring(true);
SELECT test.look('sue', :live);
SELECT test.monitoring(false);
SELECT test.said(:live, 'ann');
SELECT test.is(test.looks(:live), 'sue monitoring_off, tom monitoring_off, eve monitoring_off', 'what goes on nobody reads by it');
SELECT test.chat_end(:live, 'ann');
SELECT test.is(test.reads_chat('sue', :live), 'not_found', 'nor, when it has ended, by a look of before: each reading is audited');
SELECT test.look('sue', :live);
SELECT test.is(test.reads_chat('sue', :live), 'ok', 'but by one of its own');
SELECT test.is(test.audited(:live), 'conversation_monitor -, conversation_read transcripts.audit', 'which stands in the audit log');
SELECT directory.role_setting_put(1, jsonb_build_object('transcripts_audit_roles', to_jsonb('{administrator}'::text[])), 'transcripts_audit_roles', 'transcripts.audit');
SELECT test.is(test.looks(:live), 'sue monitoring_off, tom monitoring_off, eve ok', 'administrators read all by it');
SELECT test.is(test.chats('eve'), ARRAY[:live, :about_tom, :later, :left_off, :left_on, :silent, :heard, :mixed, :quiet]::bigint[], 'and list all');
SELECT directory.role_setting_put(1, jsonb_build_object('transcripts_audit_roles', to_jsonb('{}'::text[])), 'transcripts_audit_roles', 'transcripts.audit');

-- The list.
SELECT test.monitoring(true);
SELECT test.ended_chat('ann', 'ben') AS both, test.ended_chat('ann', 'other1') AS anns, test.ended_chat('ben', 'other2') AS bens, test.ended_chat('sue', 'ann') AS own \gset
SELECT count(test.ended_chat('other' || n % 9 + 1, 'other10')) FROM generate_series(1, 400) AS n;
SELECT test.is(test.chats('sue'), ARRAY[:anns, :both, :later, :left_on, :silent, :heard]::bigint[], 'of those whom one leads, newest first, without one''s own');
SELECT test.is(test.chats('tom'), ARRAY[:bens, :both, :later]::bigint[], 'another leads others');
SELECT test.is(test.chats('sue', 'closed', NULL, 1) || test.chats('sue', 'closed', :'anns', 1), ARRAY[:anns, :both]::bigint[], 'page by page each once');
SELECT test.is(test.chats('sue', 'closed', :'heard'), NULL::bigint[], 'and then an end');
SELECT test.is(test.chats('sue', NULL, :'both'), ARRAY[:later, :left_on, :silent, :heard]::bigint[], 'open or not');
SELECT test.is(test.chats('ann'), NULL::bigint[], 'who leads nobody has none');
SELECT test.is(cardinality(test.chats('eve')), 201, 'who administers has all, a page of them');
SELECT test.is(test.chats('sue', 'open'), NULL::bigint[], 'none goes on');
SELECT test.chat('ann', 'ben') AS open \gset
SELECT test.is(test.chats('sue', 'open'), ARRAY[:open]::bigint[], 'one that goes on, where monitoring is on');
SELECT test.is(test.chats('sue', 'closed', NULL, 2), ARRAY[:anns, :both]::bigint[], 'is not among those that have ended');
SELECT test.is(test.chats('sue', NULL, NULL, 2), ARRAY[:open, :anns]::bigint[], 'but among all');
SELECT test.monitoring(false);
SELECT test.is(test.chats('sue', NULL, NULL, 2), ARRAY[:anns, :both]::bigint[], 'where it is off, what goes on is not there');
-- However many others there are, what is looked at is one's own.
SET track_functions = 'pl';
BEGIN;
SELECT test.chats('sue', NULL), test.chats('sue', 'open'), test.chats('sue');
SELECT test.ok(sum(calls) < 100, format('%s chats were judged, of 417', sum(calls))) FROM pg_stat_xact_user_functions WHERE funcname IN ('look_problem', 'chat_access');
COMMIT;

-- The permission chats_monitor: transcripts.audit opens what it opens without, and nothing else is read without it; who loses it reads no more.
SELECT c.id AS watched FROM messaging.conversation AS c WHERE c.tenant = 1 AND c.kind = 'agent' AND c.number = messaging.pair_key(test.who('ann'), test.who('ben')) AND c.state = 'open' \gset
SELECT test.monitoring(true);
SELECT test.look('sue', :watched);
SELECT test.is(test.reads_chat('sue', :watched), 'ok', 'a look goes on');
UPDATE directory.role SET permissions = array_remove(permissions, 'chats_monitor') WHERE tenant = 1 AND user_role = 'supervisor';
SELECT test.is(test.reads_chat('sue', :watched), 'not_found', 'until the permission is taken away');
SELECT test.is(test.looks(:watched), 'sue forbidden, tom forbidden, eve ok', 'without it nobody looks');
SELECT test.is((test.look('sue', :watched)).body ->> 'detail', 'You don''t have the permission chats_monitor: ask an administrator', 'and is told why');
SELECT directory.role_setting_put(1, '{"transcripts_audit_roles": ["supervisor"]}', 'transcripts_audit_roles', 'transcripts.audit');
SELECT test.is(test.looks(:quiet), 'sue ok, tom ok, eve monitoring_off', 'what transcripts.audit opens needs nothing else');
SELECT test.is((SELECT array_agg(l.cursor) FROM messaging.agent_chats_list(1, test.who('sue'), 'supervisor', 'closed', NULL, 1) AS l), (SELECT array_agg(l.cursor ORDER BY l.cursor::bigint DESC) FILTER (WHERE l.n = 1) FROM (SELECT a.cursor, row_number() OVER (ORDER BY a.cursor::bigint DESC) AS n FROM messaging.agent_chats_list(1, test.who('sue'), 'supervisor', 'closed', NULL, 50) AS a) AS l), 'a page of one chat is the first of a long page');
UPDATE directory.role SET permissions = permissions || '{chats_monitor}' WHERE tenant = 1 AND user_role = 'supervisor';
