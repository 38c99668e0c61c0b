-- Texts that an agent begins (SMS-10 to SMS-12, SMS-15; SMS-4, RT-10, RT-13): who may, what such an interaction is, how it ends.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben');

CREATE FUNCTION test.begin(username text, number text, customer bigint DEFAULT NULL, linked bigint DEFAULT NULL, case_id bigint DEFAULT NULL,
	take boolean DEFAULT false, text text DEFAULT 'Hello from us', segments integer DEFAULT 1, channel bigint DEFAULT 1,
	command bytea DEFAULT test.command(), confirm boolean DEFAULT false)
RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.text_begin_2(%L, NULL, 1, %s, %L, %s, %L, %L, %L, %L, %L, %L, ''gsm7'', %s, %L, %L)', command, u.id, u.role,
		channel, number, test.hash(number), customer, linked, case_id, text, segments, take, confirm),
		test.command_keys(command, ops.key('agent', 1, u.id::text), ops.key('conversation', 1, channel || ':' || number),
			ops.key('customer_number', 1, number)))
	FROM directory.app_user AS u WHERE u.username = begin.username
$$;
CREATE FUNCTION test.pointer(answer ops.answer) RETURNS text
LANGUAGE sql AS $$ SELECT answer.outcome || ' ' || (answer.body #>> '{errors,0,pointer}') $$;
CREATE FUNCTION test.count(username text) RETURNS smallint
LANGUAGE sql AS $$ SELECT a.chat_count FROM routing.agent AS a WHERE a.agent = test.who(username) $$;
CREATE FUNCTION test.where(interaction bigint) RETURNS text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', i.state, COALESCE((SELECT u.username FROM directory.app_user AS u WHERE u.id = i.agent), 'queue ' || i.queue))
	FROM routing.interaction AS i WHERE i.id = interaction
$$;
-- What the router's sweep does about texts whose interaction is over.
CREATE FUNCTION test.sweep_linked() RETURNS text
LANGUAGE sql AS $$
	SELECT COALESCE(string_agg((test.call(format('routing.linked_end(%s, %s)', d.tenant, d.id), '{}')).outcome, ' ' ORDER BY d.id), 'none')
	FROM routing.sweep_due(100, NULL) AS d WHERE d.what = 'linked'
$$;
CREATE FUNCTION test.made(answer ops.answer, what text) RETURNS bigint
LANGUAGE sql AS $$ SELECT (answer.body #>> ARRAY[what, 'id'])::bigint $$;
CREATE FUNCTION test.transfer(interaction bigint, actor text, to_agent text, to_queue bigint DEFAULT NULL) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.interaction_transfer(%L, NULL, 1, %s, ''agent'', %s, %L, %L, false, NULL)', c, test.who(actor),
		interaction, to_queue, test.who(to_agent)), test.command_keys(c)) FROM test.command() AS c
$$;
CREATE FUNCTION test.leave(username text, reason text) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
	returned integer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[test.agent_key(username)]);
	returned := routing.return_chats(1, test.who(username), reason);
	PERFORM ops.batch_end();
	RETURN returned;
END $$;
SELECT directory.user_create(1, 'kim', 'Kim', 'x', 'agent', true, false, (SELECT group_id FROM directory.app_user WHERE username = 'ann'));
SELECT test.available('kim');

-- ---- standalone ----

SELECT test.command() AS cmd \gset
SELECT to_jsonb(test.begin('ann', '+4915100000001', command => :'cmd'::bytea)) AS begun \gset
SELECT (:'begun'::jsonb #>> '{body,interaction,id}')::bigint AS i, (:'begun'::jsonb #>> '{body,conversation,id}')::bigint AS c \gset
SELECT test.is(:'begun'::jsonb ->> 'outcome', 'created', 'an agent begins a text');
SELECT test.is(:'begun'::jsonb #>> '{body,interaction,state,state}', 'assigned', 'it is theirs from the first moment');
SELECT test.is(:'begun'::jsonb #>> '{body,interaction,state,queue}', NULL, 'it passes no queue');
SELECT test.is(:'begun'::jsonb #>> '{body,interaction,state,begun_by}', test.who('ann')::text, 'and says who began it');
SELECT test.is(:'begun'::jsonb #>> '{body,message,state,author,name}', 'Ann', 'the text is the agent''s');
SELECT test.is(test.delivery(:c, 1), 'queued', 'and committed before it is shown as queued (SMS-31)');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE conversation = :c), 1::bigint, 'with what has to happen');
SELECT test.is((test.begin('ann', '+4915100000001', command => :'cmd'::bytea)).body, :'begun'::jsonb -> 'body', 'the same command answers the same');
SELECT test.is((SELECT count(*) FROM messaging.message WHERE conversation = :c), 1::bigint, 'and sends nothing twice');
SELECT test.is(test.count('ann'), 1::smallint, 'it counts (SMS-4)');
SELECT test.is((SELECT count(*) FROM routing.offer WHERE state = 'made'), 0::bigint, 'nobody is offered anything');
SELECT test.is((SELECT string_agg(type, ' ' ORDER BY id) FROM ops.event WHERE kind = 3 AND key = :i), 'interaction.assigned', 'integrators are told');
SELECT test.is((SELECT array_agg(h.was_state IS NULL AND h.state = 'assigned' AND h.queued_at IS NULL) FROM routing.history AS h WHERE h.interaction = :i),
	'{t}', 'its history begins assigned: nobody waited');
SELECT test.is(test.wrong_loads(), 0::bigint, 'loads are what a recount says');

SELECT test.text_in('+4915100000001', 'Who is it?') AS reply \gset
SELECT test.is((:'reply'::jsonb ->> 'interaction')::bigint, :i::bigint, 'the customer''s reply joins it (SMS-15)');
SELECT test.is((:'reply'::jsonb ->> 'agent')::bigint, test.who('ann'), 'and reaches the agent');
SELECT test.is((SELECT count(*) FROM routing.offer WHERE state = 'made'), 0::bigint, 'without an offer');
SELECT test.is((test.end_(:i, 'ann', 1)).outcome, 'newer_message', 'an unread reply stops the end (SMS-7)');
SELECT test.is((test.end_(:i, 'ann', 2)).body #>> '{state,state}', 'ended', 'the agent ends it; without a queue there is no wrap-up');
SELECT test.is((SELECT count(*) FROM messaging.transcript WHERE id = :i AND last_seq = 2), 1::bigint, 'with its transcript');
SELECT test.is((SELECT case_id IS NOT NULL FROM routing.interaction WHERE id = :i), true, 'and a case');
SELECT test.is(test.count('ann'), 0::smallint, 'and room again');
SELECT test.is((test.text_in('+4915100000001', 'hello?') ->> 'interaction_new')::boolean, true, 'once it has ended a reply is a new interaction');
SELECT test.is((SELECT state FROM routing.interaction WHERE id > :i ORDER BY id DESC LIMIT 1), 'arrived', 'by the channel''s rules');

-- ---- who may, and from where ----

UPDATE directory.role SET permissions = array_remove(permissions, 'sms_initiate') WHERE user_role IN ('agent', 'administrator');
SELECT test.is((test.begin('ann', '+4915100000002')).outcome, 'forbidden', 'without the permission it is refused (SMS-10)');
SELECT test.is((SELECT count(*) FROM sms.my_channels(1, test.who('ann'), 'agent', NULL, 50)), 0::bigint, 'and there is no channel to choose');
SELECT test.is((SELECT item ->> 'name' FROM sms.my_channels(1, test.who('sue'), 'supervisor', NULL, 50)), 'Texts', 'who has it may choose');
UPDATE directory.role SET permissions = permissions || '{sms_initiate}' WHERE user_role IN ('agent', 'administrator');
UPDATE directory.channel SET group_ids = ARRAY[(SELECT id FROM directory.agent_group WHERE name = 'Second')];
SELECT test.is(test.pointer(test.begin('ann', '+4915100000002')), 'unknown_reference /channel_id', 'a channel of another group is not theirs (SMS-12)');
SELECT test.is((SELECT array_agg(u.username ORDER BY u.username) FROM directory.app_user AS u
	WHERE u.role <> 'operator' AND directory.channel_granted(1, 1, u.id, u.role)), '{ben,eve,tom}', 'it is its group''s, its supervisor''s, the administrators''');
UPDATE directory.channel SET disabled = true, group_ids = '{}';
SELECT test.is(test.pointer(test.begin('ann', '+4915100000002')), 'unknown_reference /channel_id', 'a disabled one is nobody''s');
UPDATE directory.channel SET disabled = false;
SELECT test.is(test.pointer(test.begin('ann', '+4915100000002', channel => 9)), 'unknown_reference /channel_id', 'nor is one that is not there');
SELECT test.is(test.pointer(test.begin('ann', '+4915100000002', segments => 11)), 'invalid /text', 'a text of eleven segments is too long');
SELECT test.is(test.pointer(test.begin('ann', '+4915100000002', customer => 77)), 'invalid /customer_id', 'a customer must have the number');
SELECT test.is(test.pointer(test.begin('ann', '+4915100000002', linked => 77)), 'unknown_reference /interaction_id', 'and the interaction be theirs');
SELECT test.is(test.pointer(test.begin('ann', '+4915100000002', case_id => 77)), 'case_not_found /case_id', 'and the case be there');
SELECT test.is((test.begin('sue', '+4915100000002')).outcome, 'not_logged_in', 'who is logged out begins nothing');
INSERT INTO sms.country_limit (tenant, iso2, sms_inbound, sms_outbound) VALUES (1, 'FR', true, false);
SELECT test.is((test.begin('ann', '+33612345678')).body ->> 'detail', 'Texts to France are not allowed.', 'a country that is not allowed is named');
SELECT test.text_in('+4915100000003', 'STOP', 'stop');
SELECT test.is((test.begin('ann', '+4915100000003')).outcome, 'opted_out', 'who has opted out is not texted (SMS-20)');
SELECT test.is((SELECT count(*) FROM messaging.conversation WHERE state = 'open' AND number IN ('+4915100000002', '+33612345678', '+4915100000003')), 0::bigint,
	'what is refused leaves nothing');
SELECT test.is(test.count('ann'), 0::smallint, 'and takes no room');
SELECT test.is((SELECT array_agg((test.begin('ann', '+49151000001' || lpad(n::text, 2, '0'))).outcome ORDER BY n) FROM generate_series(1, 7) AS n),
	'{created,created,created,created,created,created,capacity_full}', 'the seventh is refused (SMS-4)');
SELECT test.is(test.wrong_loads(), 0::bigint, 'within the limits');
SELECT test.end_(i.id, 'ann', 1) FROM routing.interaction AS i WHERE i.state = 'assigned' AND i.agent = test.who('ann');

-- To one of our own channels nobody texts by mistake.
INSERT INTO directory.channel (tenant, id, medium, name, number, hook_key) VALUES (1, 88, 'sms', 'Second line', '+4930555088', 'hook-key-of-the-88');
INSERT INTO directory.tenant (id, name) VALUES (2, 'Others');
INSERT INTO directory.channel (tenant, id, medium, name, number, hook_key) VALUES (2, 89, 'sms', 'Theirs', '+4930555089', 'hook-key-of-the-89');
SELECT number AS own FROM directory.channel WHERE id = 1 \gset
SELECT test.is(test.pointer(test.begin('ann', :'own', confirm => true)), 'invalid /number', 'a channel does not text itself');
SELECT to_jsonb(test.begin('ann', '+4930555088')) AS refused \gset
SELECT test.is(concat_ws(' ', :'refused'::jsonb ->> 'outcome', :'refused'::jsonb #>> '{body,detail}'), 'own_channel This is the number of your channel "Second line".', 'another channel of ours is named first');
SELECT test.is((SELECT count(*) FROM messaging.conversation WHERE number = '+4930555088'), 0::bigint, 'and gets nothing');
SELECT test.is((test.begin('ann', '+4930555089')).outcome, 'created', 'another organisation''s is anybody''s');
SELECT test.is((test.begin('ann', '+4930555088', confirm => true)).outcome, 'created', 'whoever means it texts it');
SELECT test.end_(i.id, 'ann', 1) FROM routing.interaction AS i WHERE i.state = 'assigned' AND i.agent = test.who('ann');
SELECT test.is((SELECT (test.call(format('routing.text_begin(%L, NULL, 1, %s, %L, 1, %L, %L, NULL, NULL, NULL, %L, %L, 1, false)', c, u.id, u.role, '+4930555088', test.hash('+4930555088'), 'x', 'gsm7'),
	test.command_keys(c, ops.key('agent', 1, u.id::text), ops.key('conversation', 1, '1:+4930555088'), ops.key('customer_number', 1, '+4930555088')))).outcome
	FROM test.command() AS c, directory.app_user AS u WHERE u.username = 'ann'), 'created', 'a smsgw of an older release, which can''t ask, sends it');
SELECT test.end_(i.id, 'ann', 1) FROM routing.interaction AS i WHERE i.state = 'assigned' AND i.agent = test.who('ann');
CREATE FUNCTION test.create_out(number text, confirm boolean) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.interaction_create_2(%L, NULL, 1, NULL, %L, 1, %L, %L, NULL, %L, %L, %L, 1, NULL, NULL, NULL, NULL, %L)', c, 'integrator', number,
		test.hash(number), 'out', 'x', 'gsm7', confirm), test.command_keys(c, ops.key('conversation', 1, '1:' || number), ops.key('customer_number', 1, number)))
	FROM test.command() AS c
$$;
SELECT test.is(test.pointer(test.create_out(:'own', true)), 'invalid /number', 'nor does it by a key');
SELECT test.is((test.create_out('+4930555088', false)).outcome || ' ' || (test.create_out('+4930555088', true)).outcome, 'own_channel created', 'who asks a key to confirm');
DELETE FROM directory.channel WHERE id IN (88, 89);

-- It is night in Germany: what an agent starts is held, or refused (SMS-21).
UPDATE sms.country SET quiet_start = to_char(h - interval '1 hour', 'HH24:MI'), quiet_end = to_char(h + interval '1 hour', 'HH24:MI')
	FROM (SELECT ops.clock() AT TIME ZONE 'Europe/Berlin' AS h) AS now_ WHERE iso2 = 'DE';
UPDATE sms.channel_carrier SET quiet_hours = 'refuse';
SELECT test.is((test.begin('ann', '+4915100000019')).outcome, 'quiet_hours', 'in quiet hours it is refused');
UPDATE sms.channel_carrier SET quiet_hours = 'hold';
SELECT test.is((test.begin('ann', '+4915100000019')).body #>> '{message,state,delivery,state}', 'held', 'or held until their end');
UPDATE sms.channel_carrier SET quiet_hours = 'off';
SELECT test.end_(i.id, 'ann', 1) FROM routing.interaction AS i WHERE i.state = 'assigned' AND i.agent = test.who('ann');

-- ---- who has it already ----

SELECT test.handled('+4915100000004', 'ben') AS got \gset
SELECT to_jsonb(test.begin('ann', '+4915100000004')) AS answer \gset
SELECT test.is(:'answer'::jsonb ->> 'outcome', 'open_conversation', 'an open conversation is no one else''s to begin');
SELECT test.is(:'answer'::jsonb #>> '{body,agent,name}' || ': ' || (:'answer'::jsonb #>> '{body,detail}'), 'Ben: Ben has it.', 'and it is said who has it');
SELECT test.is((test.begin('ann', '+4915100000004', take => true)).outcome, 'open_conversation', 'it can''t be taken from them');
SELECT test.is((test.begin('ben', '+4915100000004')).body ->> 'detail', 'You have it.', 'nor begun by who has it');

SELECT (test.text_in('+4915100000005', 'help') ->> 'interaction')::bigint AS w \gset
SELECT test.is((test.begin('ann', '+4915100000005', take => true)).body ->> 'detail', 'It has only just come in.', 'what has no queue yet is not taken');
SELECT test.call('routing.place(1, ' || :w || ', 1, NULL, NULL, ''{}'')', ARRAY[ops.key('interaction', 1, :'w')]);
SELECT test.is((test.begin('kim', '+4915100000005', take => true)).body ->> 'detail', 'It waits in Support.', 'who does not serve its queue does not take it');
SELECT test.is((test.begin('ann', '+4915100000005')).body ->> 'may_take', 'true', 'one that waits in the agent''s queue may be taken');
SELECT test.is(test.where(:w), 'waiting queue 1', 'but not unasked');
SELECT to_jsonb(test.begin('ann', '+4915100000005', take => true, text => 'Here I am')) AS answer \gset
SELECT test.is(:'answer'::jsonb ->> 'outcome' || ' ' || (:'answer'::jsonb #>> '{body,taken}'), 'ok true', 'taken, it is theirs');
SELECT test.is(test.where(:w), 'assigned ann', 'without an offer');
SELECT test.is((SELECT array_agg(m.text ORDER BY m.seq) FROM messaging.message AS m WHERE m.conversation = (:'answer'::jsonb #>> '{body,conversation,id}')::bigint),
	'{help,"Here I am"}', 'and the text is said there');
SELECT test.is((SELECT string_agg(type, ' ' ORDER BY id) FROM ops.event WHERE kind = 3 AND key = :w), 'interaction.arrived interaction.waiting interaction.assigned', 'as integrators see');
SELECT test.is((SELECT answered_at IS NOT NULL FROM routing.interaction WHERE id = :w), true, 'its wait is answered');
SELECT test.is((SELECT count(*) FROM routing.reply WHERE interaction = :w AND first), 1::bigint, 'so is its first response');
SELECT (test.text_in('+4915100000006', 'me, too') ->> 'interaction')::bigint AS w2 \gset
SELECT test.offer(:w2, 'ben');
SELECT test.is((test.begin('ann', '+4915100000006', take => true)).body ->> 'detail', 'It is offered to Ben right now.', 'what is offered is not taken');
SELECT test.reject(test.live_offer(:w2), 'ben');
SELECT test.is(test.wrong_loads(), 0::bigint, 'loads are what a recount says');
SELECT test.is((test.end_(:w, 'ann', NULL, role => 'supervisor')).outcome, 'ok', 'a supervisor who took it from a queue ends it without a reason');
SELECT test.wrap_end(:w, 'ann');

-- ---- linked to an interaction ----

INSERT INTO messaging.customer (tenant, id, name, created_at) VALUES (1, nextval('messaging.customer_id'), 'Meyer', ops.clock());
INSERT INTO messaging.customer_number (tenant, number, customer) SELECT 1, n, id FROM messaging.customer, unnest('{+4915100000010,+4915100000011}'::text[]) AS n WHERE name = 'Meyer';
SELECT (test.handled('+4915100000010', 'ann') ->> 'interaction')::bigint AS p \gset
SELECT test.made(test.begin('ann', '+4915100000011', linked => :p), 'interaction') AS l1 \gset
SELECT test.made(test.begin('ann', '+4915100000012', linked => :p), 'interaction') AS l2 \gset
SELECT test.made(test.begin('ann', '+4915100000013'), 'interaction') AS alone \gset
SELECT test.is((SELECT s.state ->> 'linked_to' FROM routing.interaction_state(1, :l1) AS s), :'p', 'one that is begun on an interaction is linked to it (SMS-11)');
SELECT test.is((SELECT name FROM messaging.customer WHERE id = (SELECT customer FROM routing.interaction WHERE id = :l2)), 'Meyer', 'and its customer''s, whatever the number');
SELECT test.text_in('+4915100000012', 'wait');
SELECT test.end_(:p, 'ann', 1);
SELECT test.is(test.where(:l1) || ', ' || test.sweep_linked(), 'assigned ann, none', 'through the wrap-up it stays');
SELECT test.wrap_end(:p, 'ann');
SELECT test.is(test.where(:p), 'ended ann', 'with the wrap-up''s end');
SELECT test.is(test.sweep_linked(), 'ended stale', 'it ends, where no reply is unread');
SELECT test.is(test.where(:l1) || ', ' || test.where(:l2) || ', ' || test.where(:alone), 'ended ann, assigned ann, assigned ann', 'one with a reply stays, and what is not linked');
SELECT test.is((SELECT l.case_id = p.case_id FROM routing.interaction AS l, routing.interaction AS p WHERE l.id = :l1 AND p.id = :p), true, 'it goes to the same case');
SELECT test.is((SELECT count(*) FROM messaging.transcript WHERE id = :l1), 1::bigint, 'with a transcript');
SELECT test.is(test.sweep_linked(), 'none', 'nothing is due any more');
SELECT test.say((SELECT conversation FROM routing.interaction WHERE id = :l2), 'ann', 'I am here');
SELECT test.is(test.sweep_linked() || ' ' || test.where(:l2), 'none assigned ann', 'an answer does not end it afterwards');
SELECT test.is((test.end_(:l2, 'ann', NULL)).outcome, 'ok', 'the agent does');
SELECT test.is((SELECT l.case_id = p.case_id FROM routing.interaction AS l, routing.interaction AS p WHERE l.id = :l2 AND p.id = :p), true, 'to the same case as well');
SELECT test.is(test.wrong_loads(), 0::bigint, 'loads are what a recount says');

SELECT (test.handled('+4915100000014', 'ann') ->> 'interaction')::bigint AS p \gset
SELECT test.is(test.pointer(test.begin('ben', '+4915100000015', linked => :p)), 'unknown_reference /interaction_id', 'nobody links to another''s');
SELECT test.made(test.begin('ann', '+4915100000015', linked => :p), 'interaction') AS l \gset
SELECT test.end_(:p, 'ann', 1);
SELECT test.is((test.begin('ann', '+4915100000016', linked => :alone)).outcome, 'created', 'a text that was begun may be linked to, too');
SELECT test.transfer(:l, 'ann', 'kim');
SELECT test.pass('31 s');
SELECT test.call(format('routing.wrap_expire(1, %s)', d.interaction), '{}') FROM routing.wrap_due(10) AS d;
SELECT test.is(test.sweep_linked(), 'stale', 'one that a colleague is asked to take stays when the wrap-up runs out');
SELECT test.accept(test.live_offer(:l), 'kim');
SELECT test.is(test.where(:l), 'assigned kim', 'it can be given away (RT-10)');
SELECT test.is((SELECT array_agg(o.queue) FROM routing.offer AS o WHERE o.interaction = :l AND o.kind = 'transfer'), '{NULL}', 'also without a queue');

-- ---- in a case ----

SELECT id AS meyer FROM messaging.customer WHERE name = 'Meyer' \gset
SELECT messaging.case_store(1, :meyer, NULL, 'Broken', NULL, ops.clock()) AS k \gset
SELECT test.is((test.begin('kim', '+4915100000011', case_id => :k)).outcome, 'case_not_found', 'nobody begins in a case that they may not see');
SELECT test.made(test.begin('ann', '+4915100000017', case_id => :k), 'interaction') AS i \gset
SELECT test.is((SELECT customer FROM routing.interaction WHERE id = :i), :meyer::bigint, 'one that is begun in a case is its customer''s');
SELECT test.end_(:i, 'ann', 1);
SELECT test.is((SELECT case_id FROM routing.interaction WHERE id = :i), :k::bigint, 'and ends in it');
UPDATE messaging.case_ SET state = 'closed' WHERE id = :k;
SELECT test.is((test.begin('ann', '+4915100000017', case_id => :k)).outcome, 'case_closed', 'a closed case takes no more');

-- ---- nobody waits for who left (RT-13) ----

INSERT INTO routing.route_rule (tenant, channel, position, conditions, queue, priority) VALUES (1, 1, 1, '{"keyword": ["x"]}', 1, NULL), (1, 1, 2, '{}', 2, 4);
SELECT count(*) AS open FROM routing.interaction WHERE agent = test.who('ann') AND state = 'assigned' \gset
SELECT test.is(test.leave('ann', 'logged_out'), :open::integer, 'what an agent began goes back with the rest');
SELECT test.is((SELECT concat_ws(' ', state, queue, priority, returned_reason) FROM routing.interaction WHERE id = :alone), 'waiting 2 4 logged_out', 'to the queue of its channel''s last rule');
DELETE FROM routing.route_rule;
SELECT test.made(test.begin('kim', '+4915100000018'), 'interaction') AS i \gset
SELECT test.leave('kim', 'gone');
SELECT test.is(test.where(:i), 'arrived', 'without one its channel''s rules are asked');
SELECT test.is((SELECT count(*) FROM routing.impossible(100) WHERE problem <> 'wrap_up_overdue'), 0::bigint, 'and nothing is that can''t be');
SELECT test.is(test.wrong_loads(), 0::bigint, 'loads are what a recount says');

-- ---- figures ----

SELECT test.is((SELECT f.accepted FROM routing.agent_figures(1, ops.clock() - interval '1 hour', ops.clock() + interval '1 hour') AS f WHERE f.agent = test.who('kim')), 1::bigint,
	'what an agent begins is no offer that they accepted');
