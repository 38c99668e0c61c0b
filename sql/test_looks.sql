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

-- ---- the list of agent chats ----

-- Of ten, of a group that nobody leads but who administers.
WITH g AS (INSERT INTO directory.agent_group (tenant, name) VALUES (1, 'Others') RETURNING id)
INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_seat, group_id)
SELECT 1, 'other' || n, 'Other ' || n, 'x', 'agent', true, g.id FROM g, generate_series(1, 10) AS n;
CREATE FUNCTION test.ended_chat(one text, other text) RETURNS bigint LANGUAGE sql AS $$
	WITH c AS (INSERT INTO messaging.conversation (tenant, kind, channel, number, state, last_at, opened_at, closed_at)
		VALUES (1, 'agent', 0, messaging.pair_key(test.who(one), test.who(other)), 'closed', ops.clock(), ops.clock(), ops.clock()) RETURNING id)
	INSERT INTO messaging.party (tenant, conversation, account, joined_at, current, left_at)
	SELECT 1, c.id, test.who(who), ops.clock(), false, ops.clock() FROM c, unnest(ARRAY[one, other]) AS w (who) RETURNING conversation
$$;
CREATE FUNCTION test.chats(username text, state text DEFAULT 'closed', after text DEFAULT NULL, most integer DEFAULT 201) RETURNS bigint[] LANGUAGE sql AS $$
	SELECT array_agg(l.cursor::bigint) FROM messaging.agent_chats_list(1, test.who(username), test.role(username), state, after, most) AS l
$$;
SELECT test.ended_chat('ann', 'ben') AS both, test.ended_chat('ann', 'other1') AS anns, test.ended_chat('ben', 'other2') AS bens, test.ended_chat('sue', 'ann') AS own \gset
SELECT count(test.ended_chat('other' || n % 9 + 1, 'other10')) FROM generate_series(1, 400) AS n;
SELECT test.is(test.chats('sue'), ARRAY[:anns, :both]::bigint[], 'of those whom one leads, newest first, without one''s own');
SELECT test.is(test.chats('tom'), ARRAY[:bens, :both]::bigint[], 'another leads others');
SELECT test.is(test.chats('sue', 'closed', NULL, 1) || test.chats('sue', 'closed', :'anns', 1), ARRAY[:anns, :both]::bigint[], 'page by page each once');
SELECT test.is(test.chats('sue', 'closed', :'both'), NULL::bigint[], 'and then an end');
SELECT test.is(test.chats('sue', NULL), ARRAY[:anns, :both]::bigint[], 'open or not');
SELECT test.is(test.chats('ann'), NULL::bigint[], 'who leads nobody has none');
SELECT test.is(cardinality(test.chats('eve')), 201, 'who administers has all, a page of them');
INSERT INTO directory.supervision (tenant, supervisor, group_id) SELECT 1, test.who('sue'), u.group_id FROM directory.app_user AS u WHERE u.username = 'ben';
SELECT test.is(test.chats('sue'), ARRAY[:bens, :anns, :both]::bigint[], 'one of two whom one leads is one chat');
SELECT test.is(test.chats('sue', 'open'), NULL::bigint[], 'none goes on');
UPDATE messaging.party SET current = true WHERE conversation = :anns;
UPDATE messaging.conversation SET state = 'open', closed_at = NULL WHERE id = :anns;
UPDATE directory.tenant SET monitor_agent_chats = true WHERE id = 1;
SELECT test.is(test.chats('sue', 'open'), ARRAY[:anns]::bigint[], 'one that goes on, where monitoring is on');
SELECT test.is(test.chats('sue'), ARRAY[:bens, :both]::bigint[], 'is not among those that have ended');
SELECT test.is(test.chats('sue', NULL), ARRAY[:bens, :anns, :both]::bigint[], 'but among all');
UPDATE directory.tenant SET monitor_agent_chats = false WHERE id = 1;
SELECT test.is(test.chats('sue', NULL), ARRAY[:bens, :both]::bigint[], 'where it is off, what goes on is not there');
-- However many others there are, what is looked at is one's own.
SET track_functions = 'pl';
BEGIN;
SELECT test.chats('sue', NULL), test.chats('sue', 'open'), test.chats('sue');
SELECT test.ok(sum(calls) < 30, format('%s chats were judged, of 404', sum(calls))) FROM pg_stat_xact_user_functions WHERE funcname = 'look_problem';
COMMIT;
