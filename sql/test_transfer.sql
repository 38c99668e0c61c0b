-- Transfer and consult (RT-10, RT-11, RT-14; rules 2, 7, 22; SMS-4): asking, taking, refusing, whoever goes meanwhile.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben'), test.available('sue');

CREATE FUNCTION test.transfer(interaction bigint, actor text, to_agent text DEFAULT NULL, to_queue bigint DEFAULT NULL,
	note text DEFAULT NULL, consult boolean DEFAULT false, role text DEFAULT 'agent', command bytea DEFAULT test.command())
RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.interaction_transfer(%L, NULL, 1, %s, %L, %s, %L, %L, %L, %L)', command, test.who(actor),
		role, interaction, to_queue, test.who(to_agent), consult, note), test.command_keys(command))
$$;
CREATE FUNCTION test.consult(interaction bigint, actor text, agent text) RETURNS ops.answer
LANGUAGE sql AS $$ SELECT test.transfer(interaction, actor, agent, consult => true, note => 'have a look') $$;
CREATE FUNCTION test.leave(interaction bigint, actor text, agent text DEFAULT NULL) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.consult_end(%L, NULL, 1, %s, ''agent'', %s, %L)', c, test.who(actor), interaction,
		test.who(agent)), test.command_keys(c)) FROM test.command() AS c
$$;
CREATE FUNCTION test.take_over(interaction bigint, actor text, role text DEFAULT 'agent') RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.take_over(%L, NULL, 1, %s, %L, %s)', c, test.who(actor), role, interaction),
		test.command_keys(c)) FROM test.command() AS c
$$;
CREATE FUNCTION test.note(conversation bigint, actor text, text text) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('messaging.note_add(%L, NULL, 1, %s, ''agent'', %s, %L)', c, test.who(actor), conversation, text),
		test.command_keys(c)) FROM test.command() AS c
$$;
CREATE FUNCTION test.where(interaction bigint) RETURNS text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', i.state, COALESCE((SELECT u.username FROM directory.app_user AS u WHERE u.id = i.agent), 'queue ' || i.queue))
	FROM routing.interaction AS i WHERE i.id = interaction
$$;
CREATE FUNCTION test.count(username text) RETURNS smallint
LANGUAGE sql AS $$ SELECT a.chat_count FROM routing.agent AS a WHERE a.agent = test.who(username) $$;
CREATE FUNCTION test.texts(conversation bigint, username text, role text DEFAULT 'agent') RETURNS text[]
LANGUAGE sql AS $$
	SELECT ARRAY(SELECT m #>> '{state,text}' FROM jsonb_array_elements((messaging.messages(1, test.who(username), role,
		conversation, 0, NULL, 50)).body -> 'data') AS m)
$$;
CREATE FUNCTION test.audience(kind integer, key bigint) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(u.username, ' ' ORDER BY u.username) FROM unnest((ops.state(kind, 1, key)).audience) AS a (id)
	JOIN directory.app_user AS u ON u.id = a.id
$$;
CREATE FUNCTION test.message(conversation bigint, text text) RETURNS bigint
LANGUAGE sql AS $$ SELECT m.id FROM messaging.message AS m WHERE m.conversation = message.conversation AND m.text = message.text $$;
INSERT INTO routing.queue (tenant, id, name, priority) VALUES (1, 20, 'Billing', 3);
INSERT INTO routing.schedule (tenant, id, name, time_zone) VALUES (1, 21, 'Never', 'UTC');
INSERT INTO routing.queue (tenant, id, name, schedule_id) VALUES (1, 21, 'Shut', 21);
-- The agents of the first group see each other and their supervisor: ann, sue, kim; not ben.
SELECT directory.user_create(1, 'kim', 'Kim', 'x', 'agent', true, false, (SELECT group_id FROM directory.app_user WHERE username = 'ann'));
SELECT test.available('kim');

-- ---- to an agent: an offer ----

SELECT test.handled('+4915100000001', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i, (:'got'::jsonb ->> 'conversation')::bigint AS c \gset
SELECT test.is((test.transfer(:i, 'kim', 'sue')).outcome, 'not_yours', 'only who has it gives it away');
SELECT test.is((test.transfer(:i, 'ann', 'ben')).outcome, 'unknown_reference', 'to nobody who is not on one''s roster');
SELECT test.is((test.transfer(:i, 'ann', 'ann')).body ->> 'verdict', 'has_it', 'nor to oneself');
SELECT test.command() AS cmd \gset
SELECT to_jsonb(test.transfer(:i, 'ann', 'kim', note => 'speaks Dutch', command => :'cmd'::bytea)) AS answer \gset
SELECT test.is(:'answer'::jsonb #>> '{body,state,state}', 'made', 'a transfer to an agent is an offer (RT-10)');
SELECT test.is(:'answer'::jsonb #>> '{body,state,note}', 'To Kim: speaks Dutch', 'which shows the note');
SELECT test.is(:'answer'::jsonb #>> '{body,state,from,name}', 'Ann', 'and who asks');
SELECT test.is((test.transfer(:i, 'ann', 'kim', note => 'speaks Dutch', command => :'cmd'::bytea)).body ->> 'id', :'answer'::jsonb #>> '{body,id}',
	'the same command answers the same');
SELECT test.is(test.audience(2, test.live_offer(:i)), 'ann kim', 'both see it');
SELECT test.is(test.where(:i), 'assigned ann', 'until then it stays with who asks');
SELECT test.is(test.count('ann') || '/' || test.count('kim'), '1/1', 'both hold capacity for it');
SELECT test.is((test.transfer(:i, 'ann', 'sue')).outcome, 'offer_pending', 'one is asked at a time');
SELECT test.is((test.reject(test.live_offer(:i), 'kim')).outcome, 'ok', 'the other one refuses');
SELECT test.is(test.where(:i) || ' ' || test.count('kim'), 'assigned ann 0', 'and it is back with who asked');
SELECT test.is(chosen, 'available', 'without penalty') FROM routing.agent WHERE agent = test.who('kim');
SELECT test.is((SELECT count(*) FROM routing.cooldown WHERE interaction = :i), 0::bigint, 'or cool-down');
SELECT test.is((test.transfer(:i, 'ann', 'kim', note => 'really')).outcome, 'created', 'it can be asked again');
SELECT test.pass('20.6 s');
SELECT test.is((test.expire(test.live_offer(:i))).outcome, 'expired', 'a transfer that is missed runs out');
SELECT test.is(test.where(:i), 'assigned ann', 'and is back with who asked (RT-10)');
SELECT test.is(chosen, 'available', 'also without penalty') FROM routing.agent WHERE agent = test.who('kim');

SELECT test.transfer(:i, 'ann', 'kim');
SELECT test.text_in('+4915100000001', 'are you there?');
SELECT test.live_offer(:i) AS o \gset
SELECT to_jsonb(test.accept(:o, 'kim')) AS answer \gset
SELECT test.is(:'answer'::jsonb #>> '{body,state,state}', 'assigned', 'the other one accepts');
SELECT test.is(test.where(:i), 'assigned kim', 'and has it');
SELECT test.is(test.count('ann') || '/' || test.count('kim'), '0/1', 'who gave it has room again');
SELECT test.is(:'answer'::jsonb #>> '{body,state,former_agent}', test.who('ann')::text, 'and is told');
SELECT test.is((SELECT type FROM ops.event WHERE kind = 3 AND key = :i ORDER BY id DESC LIMIT 1), 'interaction.transferred', 'so are integrators');
SELECT test.is((test.say(:c, 'ann', 'x')).outcome, 'not_yours', 'who gave it away writes no more');
SELECT test.is((test.say(:c, 'kim', 'I am')).outcome, 'created', 'who has it does');
SELECT test.is(test.texts(:c, 'kim'), '{hello,"To Kim: speaks Dutch","To Kim: really","To Kim.","are you there?","I am"}',
	'and sees the whole conversation with the notes');

-- ---- a former agent gets nothing new ----

SELECT test.is(test.texts(:c, 'ann'), '{hello,"To Kim: speaks Dutch","To Kim: really","To Kim.","are you there?"}',
	'who gave it away reads what came in their time');
SELECT test.text_in('+4915100000001', 'my card is 4111');
SELECT test.is(test.texts(:c, 'ann')::text LIKE '%4111%', false, 'and nothing later');
SELECT test.is((SELECT count(*) FROM jsonb_array_elements((messaging.messages(1, test.who('ann'), 'agent', :c, NULL, NULL, 2)).body -> 'data')), 2::bigint,
	'the last two of their time, when asked for two');
SELECT test.is(test.audience(5, test.message(:c, 'my card is 4111')), 'kim', 'nor does their page get it');
SELECT test.is(test.audience(4, :c), 'kim', 'nor the conversation');
SELECT test.is(test.audience(3, :i), 'ann kim', 'the interaction it gets, to see that it is gone');
SELECT test.is((messaging.messages(1, test.who('sue'), 'supervisor', :c, 0, NULL, 50)).outcome, 'not_yours', 'who leads them looks at it first (MS-1)');

-- ---- what opens and closes the way ----

SELECT test.status_set('ann', 'ann', 'on_break');
SELECT test.is((test.transfer(:i, 'kim', 'ann')).body ->> 'detail', 'Is on break or logged out.', 'nobody on break is given it (RT-11)');
SELECT test.is((routing.transfer_targets(1, :i, test.who('kim'), 'agent')).body #>> '{agents,0,transfer}', 'Is on break or logged out.', 'the list of targets says so');
SELECT test.is((routing.transfer_targets(1, :i, test.who('ann'), 'agent')).outcome, 'not_found', 'to who has it only');
SELECT test.status_set('ann', 'ann', 'work_offline');
SELECT test.is((test.transfer(:i, 'kim', 'ann')).outcome, 'created', 'Work Offline takes what is given directly');
SELECT test.is((SELECT state ->> 'occupancy' FROM presence.agent_state(1, test.who('ann'))), 'offered', 'and is shown as offered');
SELECT test.status_set('ann', 'ann', 'available');
SELECT test.is(state, 'made', 'another status that takes it leaves the offer') FROM routing.offer WHERE id = test.live_offer(:i);
SELECT test.live_offer(:i) AS o \gset
SELECT test.status_set('ann', 'ann', 'on_break');
SELECT test.is(state || ' ' || cause, 'withdrawn status', 'a break withdraws it (rule 2)') FROM routing.offer WHERE id = :o;
SELECT test.is(test.where(:i) || ' ' || test.count('ann'), 'assigned kim 0', 'and it is back');
SELECT test.is((SELECT array_agg(s || ' ' || routing.takes_direct(s)::text ORDER BY s) FROM unnest('{available,busy,logged_out,on_break,work_offline}'::text[]) AS s),
	'{"available true","busy true","logged_out false","on_break false","work_offline true"}', 'the third column of the status table');
SELECT test.status_set('ann', 'ann', 'available');
SELECT test.handled('+491520000000' || n, 'ann') FROM generate_series(1, 6) AS n;
SELECT test.is((test.transfer(:i, 'kim', 'ann')).body ->> 'verdict', 'capacity', 'the seventh is refused on the path transfer (SMS-4)');
SELECT test.is((test.consult(:i, 'kim', 'ann')).outcome, 'created', 'a consult takes no room');
SELECT test.is((test.accept(test.live_offer(:i), 'ann')).outcome, 'ok', 'who is asked in comes');
SELECT test.is(test.count('ann'), 6::smallint, 'and has six still');
SELECT test.is((test.take_over(:i, 'ann')).outcome, 'capacity_full', 'the seventh is refused on the path take-over (SMS-4)');
SELECT test.is((test.leave(:i, 'ann')).outcome, 'ok', 'they leave');
SELECT test.end_(interaction, 'ann', NULL) FROM routing.v_open WHERE agent = test.who('ann');
SELECT test.wrap_end(interaction, 'ann') FROM routing.v_open WHERE agent = test.who('ann');

-- ---- consult ----

SELECT test.is((test.consult(:i, 'kim', 'ann')).outcome, 'created', 'an agent is asked in');
SELECT test.is((test.reject(test.live_offer(:i), 'ann')).outcome, 'ok', 'and may say no');
SELECT test.consult(:i, 'kim', 'ann');
SELECT to_jsonb(test.accept(test.live_offer(:i), 'ann')) AS answer \gset
SELECT test.is(:'answer'::jsonb #>> '{body,state,consults,0,agent,name}', 'Ann', 'or yes, and is there');
SELECT test.is(:'answer'::jsonb #>> '{body,state,consults,0,asked_by,name}', 'Kim', 'asked by who has it');
SELECT test.is(:'answer'::jsonb #> '{body,state,consults,0,until}' IS NOT NULL, true, 'with an end time (RT-14)');
SELECT test.is(test.where(:i), 'assigned kim', 'it stays with who has it');
SELECT test.is((SELECT type FROM ops.event WHERE kind = 3 AND key = :i ORDER BY id DESC LIMIT 1), 'interaction.consulted', 'integrators are told');
SELECT test.is(test.texts(:c, 'ann')::text LIKE '%4111%', true, 'who is asked in sees all');
SELECT test.is((test.say(:c, 'ann', 'x')).outcome, 'not_yours', 'does not write to the customer');
SELECT test.is((test.note(:c, 'ann', 'refund it')).outcome, 'created', 'but notes');
SELECT test.is(test.audience(5, test.message(:c, 'refund it')), 'ann kim', 'which both see');
SELECT test.is((SELECT count(*) FROM sms.outbox AS x JOIN messaging.message AS m ON m.id = x.message WHERE m.text = 'refund it'), 0::bigint, 'and no customer');
SELECT test.is((test.note(:c, 'ben', 'x')).outcome, 'not_yours', 'a stranger writes none');
SELECT test.is((SELECT jsonb_array_length((messaging.workspace(1, test.who('ann'), true)).body -> 'interactions')), 1, 'their page shows it');
SELECT test.is((test.consult(:i, 'kim', 'ann')).body ->> 'verdict', 'consulted', 'nobody is asked in twice');
SELECT test.is((test.leave(:i, 'sue', 'ann')).outcome, 'not_found', 'a stranger sends nobody away');
SELECT test.is((test.leave(:i, 'ann')).outcome, 'ok', 'they leave');
SELECT test.text_in('+4915100000001', 'after the consult');
SELECT test.is(test.texts(:c, 'ann')::text LIKE '%after the consult%', false, 'and see nothing later');
SELECT test.is((test.note(:c, 'ann', 'x')).outcome, 'not_yours', 'nor write notes');
SELECT test.is(test.audience(3, :i), 'ann kim', 'their page sees that it is over');
SELECT test.is((test.leave(:i, 'ann')).outcome, 'not_found', 'nobody leaves twice');

SELECT test.consult(:i, 'kim', 'ann'), test.accept(test.live_offer(:i), 'ann');
SELECT test.is((test.leave(:i, 'kim', 'ann')).outcome, 'ok', 'who has it may send them');
SELECT test.consult(:i, 'kim', 'ann');
SELECT test.accept(test.live_offer(:i), 'ann');
UPDATE directory.role SET permissions = array_remove(permissions, 'interactions_take_over') WHERE tenant = 1;
SELECT test.is((test.take_over(:i, 'sue', 'supervisor')).outcome || ' ' || ((test.take_over(:i, 'sue', 'supervisor')).body ->> 'detail'), 'forbidden You don''t have the permission interactions_take_over: ask an administrator', 'who leads needs a permission to take over');
SELECT test.is((test.take_over(:i, 'ann')).outcome, 'ok', 'who is asked in takes over');
UPDATE directory.role SET permissions = permissions || '{interactions_take_over}' WHERE tenant = 1 AND user_role <> 'agent';
SELECT test.is(test.where(:i) || ' ' || test.count('ann') || '/' || test.count('kim'), 'assigned ann 1/0', 'and has it, with its capacity');
SELECT test.is((SELECT count(*) FROM routing.consult), 0::bigint, 'nobody is asked in any more');
SELECT test.is((routing.interaction_state(1, :i)).state ->> 'taken_over', NULL, 'at the wish of who had it');
SELECT test.is((test.take_over(:i, 'ann')).outcome, 'unchanged', 'a second time changes nothing');
SELECT test.is((test.take_over(:i, 'ben')).outcome, 'not_yours', 'a stranger takes nothing over');
SELECT test.is((test.take_over(:i, 'sue', 'supervisor')).outcome, 'ok', 'a supervisor takes over what their agents have');
SELECT test.is((SELECT action || ' ' || (detail ->> 'agent') FROM ops.audit WHERE key = :i AND kind = 3 ORDER BY id DESC LIMIT 1),
	'interaction_take_over ' || test.who('ann'), 'which is audited');
SELECT test.is((routing.interaction_state(1, :i)).state ->> 'taken_over', 'true', 'and stands in its state');
SELECT test.is((test.take_over(:i, 'tom', 'supervisor')).outcome, 'not_found', 'but not others''');

-- ---- to a queue ----

SELECT entered_at AS entered FROM routing.interaction WHERE id = :i \gset
SELECT test.is((test.transfer(:i, 'sue', to_queue => 999)).outcome, 'unknown_reference', 'no such queue');
SELECT test.is((test.transfer(:i, 'sue', to_queue => 1)).body ->> 'verdict', 'same_queue', 'not into the queue it came from');
SELECT test.is((test.transfer(:i, 'sue', to_queue => 21)).body ->> 'verdict', 'closed', 'nor into a closed one');
UPDATE routing.interaction SET skills = '[{"skill":"999","level":50}]' WHERE id = :i;
SELECT to_jsonb(test.transfer(:i, 'sue', to_queue => 20, note => 'invoice 7')) AS answer \gset
SELECT test.is(:'answer'::jsonb ->> 'outcome', 'ok', 'to a queue it goes at once');
SELECT test.is(test.where(:i) || ' ' || test.count('sue'), 'waiting queue 20 0', 'where it waits');
SELECT test.is(entered_at::text || priority || skills, :'entered' || 3 || '[]', 'with its first waiting time, that queue''s priority, and no skill that nobody there has')
	FROM routing.interaction WHERE id = :i;
SELECT test.is((SELECT array_agg(type ORDER BY id) FROM (SELECT id, type FROM ops.event WHERE kind = 3 AND key = :i ORDER BY id DESC LIMIT 2) AS e),
	'{interaction.transferred,interaction.waiting}', 'integrators are told both');
SELECT test.is((SELECT s.state ->> 'cooldown_since' IS NOT NULL FROM routing.offer AS o CROSS JOIN LATERAL routing.offer_state(1, o.id) AS s
	WHERE o.interaction = :i AND o.kind = 'take_over' ORDER BY o.id DESC LIMIT 1), true, 'who gave it away is not offered it at once');
SELECT test.is(test.texts(:c, 'sue', 'agent')::text LIKE '%To Billing: invoice 7%', true, 'the note stands in the conversation');

-- ---- who ends it (SMS-7) ----

SELECT (test.handled('+4915100000005', 'ann') ->> 'interaction')::bigint AS i5 \gset
SELECT test.is((test.end_(:i5, 'sue', NULL, role => 'supervisor', reason => 'Spam')).outcome, 'not_yours', 'a supervisor takes it over first');
SELECT test.is((test.end_(:i5, 'eve', NULL, role => 'administrator', reason => 'Spam')).outcome, 'not_yours', 'an administrator, too');
SELECT test.is((test.end_(:i5, 'tom', NULL, role => 'supervisor', reason => 'Spam')).outcome, 'not_found', 'another group''s supervisor learns nothing');
SELECT test.take_over(:i5, 'sue', 'supervisor');
SELECT test.is((test.end_(:i5, 'ann', NULL)).outcome, 'not_yours', 'whose it was ends it no more');
SELECT test.is((routing.interaction_state(1, :i5)).state ->> 'taken_over', 'true', 'its state says that it was taken over');
SELECT test.is((test.end_(:i5, 'sue', NULL, role => 'supervisor', reason => ' ')).body #>> '{errors,0,pointer}', '/reason', 'who took it over says why it ends');
SELECT test.is((test.end_(:i5, 'sue', 99, role => 'supervisor', reason => 'Spam')).body #>> '{errors,0,pointer}', '/last_seen_seq', 'nobody has seen a message that is not there');
SELECT test.is(test.where(:i5), 'assigned sue', 'it has not ended');
SELECT test.is((test.end_(:i5, 'sue', NULL, role => 'supervisor', reason => ' Spam ')).outcome, 'ok', 'with a reason it ends');
SELECT test.is((SELECT action || detail::text FROM ops.audit WHERE key = :i5 AND kind = 3 ORDER BY id DESC LIMIT 1),
	'interaction_end' || jsonb_build_object('agent', test.who('ann')::text, 'reason', 'Spam')::text, 'which is audited');
SELECT test.wrap_end(:i5, 'sue');

-- ---- whoever goes meanwhile (rule 22) ----

SELECT test.handled('+4915100000003', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i3 \gset
SELECT entered_at AS entered FROM routing.interaction WHERE id = :i3 \gset
SELECT test.transfer(:i3, 'ann', 'kim');
SELECT test.live_offer(:i3) AS o3 \gset
SELECT test.status_set('sue', 'ann', 'logged_out');
SELECT test.is(test.where(:i3), 'waiting queue 1', 'when who asked is gone, it waits in its queue');
SELECT test.is(entered_at::text, :'entered', 'with its first waiting time') FROM routing.interaction WHERE id = :i3;
SELECT test.is((test.reject(:o3, 'kim')).outcome, 'ok', 'who is asked refuses');
SELECT test.is(test.where(:i3) || ' ' || test.count('kim'), 'waiting queue 1 0', 'and it still waits there (rule 22)');
SELECT test.available('ann');

SELECT test.offer(:i3, 'ann');
SELECT test.accept(test.live_offer(:i3), 'ann');
SELECT test.transfer(:i3, 'ann', 'kim');
SELECT test.live_offer(:i3) AS o3 \gset
SELECT test.status_set('sue', 'ann', 'logged_out');
SELECT test.is((test.accept(:o3, 'kim')).outcome, 'ok', 'or accepts');
SELECT test.is(test.where(:i3) || ' ' || test.count('kim'), 'assigned kim 1', 'and has it');

SELECT test.transfer(:i3, 'kim', 'sue');
SELECT test.live_offer(:i3) AS o3 \gset
SELECT test.status_set('sue', 'kim', 'logged_out');
SELECT test.is((test.offer(:i3, 'ben')).outcome, 'made', 'or the router finds somebody first');
SELECT test.is(state || ' ' || cause, 'withdrawn sender_gone', 'then who was asked is asked no more') FROM routing.offer WHERE id = :o3;
SELECT test.is(test.count('sue'), 0::smallint, 'and has room');
SELECT test.is((test.accept(:o3, 'sue')).outcome, 'offer_ended', 'accepting it is too late');
SELECT test.accept(test.live_offer(:i3), 'ben');
SELECT test.is((test.transfer(:i3, 'ben', 'tom')).body ->> 'verdict', 'status', 'nobody who is logged out is asked');
SELECT test.available('tom');
SELECT test.transfer(:i3, 'ben', 'tom');
SELECT test.live_offer(:i3) AS o3 \gset
SELECT test.is((test.end_(:i3, 'ben', NULL)).outcome, 'ok', 'who asked may end it');
SELECT test.is(state || ' ' || cause || ' ' || test.count('tom'), 'withdrawn ended 0', 'then nobody is asked any more') FROM routing.offer WHERE id = :o3;
SELECT test.is((test.transfer(:i3, 'ben', 'tom')).outcome, 'interaction_ended', 'what has ended is not given away');

-- ---- transient states end (RT-14) ----

SELECT test.available('ann'), test.available('kim');
SELECT test.handled('+4915100000004', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i4 \gset
SELECT test.consult(:i4, 'ann', 'kim');
SELECT test.accept(test.live_offer(:i4), 'kim');
SELECT test.is((SELECT count(*) FROM routing.consults_due(10)), 0::bigint, 'a consult lasts');
SELECT test.is((test.call(format('routing.consult_expire(1, %s)', :i4), '{}')).outcome, 'fine', 'until its time');
SELECT test.status_set('sue', 'kim', 'logged_out');
SELECT test.is((SELECT interaction FROM routing.consults_due(10)), :i4::bigint, 'or until who was asked in logs out');
SELECT test.is((test.call(format('routing.consult_expire(1, %s)', :i4), '{}')).outcome, 'ok', 'then it ends');
SELECT test.is((SELECT count(*) FROM routing.consult), 0::bigint, 'and nobody is there');
SELECT test.available('kim');
SELECT test.consult(:i4, 'ann', 'kim');
SELECT test.accept(test.live_offer(:i4), 'kim');
SELECT test.transfer(:i4, 'ann', 'sue');
SELECT test.is((SELECT count(*) FROM routing.impossible(10)), 0::bigint, 'nothing impossible has come about');
SELECT test.is(test.wrong_loads(), 0::bigint, 'and all capacity is as a recount says');
UPDATE routing.offer SET from_agent = test.who('tom') WHERE id = test.live_offer(:i4);
UPDATE routing.consult SET ends_at = ops.clock() - interval '6 seconds' WHERE interaction = :i4;
UPDATE presence.stream SET due_at = ops.clock() - interval '31 seconds', state = 'closed', stale_since = ops.clock(), lost_at = ops.clock() - interval '31 seconds',
	gone_at = ops.clock() + interval '1 hour' WHERE agent = test.who('ben');
SELECT test.is((SELECT array_agg(problem ORDER BY problem) FROM routing.impossible(10)), '{consult_overdue,lease_overdue,offer_without_interaction}',
	'a transfer of somebody who has it not, a consult past its end, a lease that nobody judged: each is seen');
SELECT test.is(array_agg((test.call(format('routing.repair(%L, %s, %L, %L, %L)', problem, tenant, agent, interaction, offer), '{}')).outcome),
	'{repaired,repaired,repaired}', 'and repaired') FROM routing.impossible(10);
SELECT test.is((SELECT count(*) FROM routing.impossible(10)), 0::bigint, 'until nothing is left');
SELECT test.is(lease, 'lost', 'the lease is what it is') FROM routing.agent WHERE agent = test.who('ben');
SELECT test.is(test.wrong_loads(), 0::bigint, 'and all capacity is as a recount says, after all');

-- ---- a wrap-up made longer ----

CREATE FUNCTION test.extend(interaction bigint, username text) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('routing.wrap_up_extend(%L, NULL, 1, %s, %s)', c, test.who(username), interaction),
		test.command_keys(c, test.agent_key(username))) FROM test.command() AS c
$$;
SELECT (test.handled('+4915100000091', 'sue') ->> 'interaction')::bigint AS ie \gset
SELECT test.is((test.extend(:ie, 'sue')).outcome, 'not_in_wrap_up', 'what has not ended has no wrap-up');
SELECT test.is(concat_ws(' ', s.state ->> 'shown', s.state ->> 'shown_since'), concat_ws(' ', 'busy', ops.rfc3339(i.assigned_at)), 'who is Busy is so since they took the conversation, not since they chose Available (SV-6)'),
	test.ok(i.assigned_at > (s.state ->> 'since')::timestamptz, 'which was before')
FROM presence.agent_state(1, test.who('sue')) AS s, routing.interaction AS i WHERE i.id = :ie;
SELECT test.end_(:ie, 'sue', NULL);
SELECT wrap_until AS until FROM routing.interaction WHERE id = :ie \gset
SELECT test.is(concat_ws(' ', s.state ->> 'shown', s.state ->> 'shown_since'), concat_ws(' ', 'post_processing', ops.rfc3339(i.ended_at)), 'Post Processing holds since the conversation ended'),
	test.is((SELECT concat_ws(' ', b ->> 'shown', b ->> 'shown_since', b ->> 'status') FROM jsonb_array_elements(routing.wallboard_agents(1, ARRAY[test.who('sue')], ops.clock() - interval '1 day')) AS b),
		concat_ws(' ', 'post_processing', ops.rfc3339(i.ended_at), 'available'), 'and so says the board'),
	test.is((SELECT messaging.roster_entry(1, test.who('ben'), test.who('sue'), 'agent') ->> 'since'), ops.rfc3339(i.ended_at), 'and the roster')
FROM presence.agent_state(1, test.who('sue')) AS s, routing.interaction AS i WHERE i.id = :ie;
SELECT test.is((test.extend(:ie, 'sue')).outcome, 'wrap_up_fixed', 'a queue that does not allow it makes no wrap-up longer');
UPDATE routing.queue SET wrap_extend = true, wrap_ms = 1200000 WHERE id = 1;
SELECT test.is((test.extend(:ie, 'ben')).outcome, 'not_yours', 'nobody makes another''s longer');
SELECT test.is((test.extend(:ie, 'sue')).outcome, 'ok', 'where the queue allows it, it lasts the queue''s time longer');
SELECT test.is(wrap_until - :'until'::timestamptz, interval '20 min', 'from its end') FROM routing.interaction WHERE id = :ie;
SELECT test.is((SELECT s.state ->> 'shown_until' FROM presence.agent_state(1, test.who('sue')) AS s), ops.rfc3339(wrap_until), 'what is shown says until when (SV-6)')
	FROM routing.interaction WHERE id = :ie;
SELECT test.is((test.extend(:ie, 'sue')).outcome || (test.extend(:ie, 'sue')).outcome || (test.extend(:ie, 'sue')).outcome, 'okoktoo_many', 'again, to an hour in all');
SELECT test.is(wrap_until - ended_at, interval '1 hour', 'and no longer') FROM routing.interaction WHERE id = :ie;
UPDATE routing.queue SET wrap_extend = false, wrap_ms = 60000 WHERE id = 1;
SELECT test.wrap_end(:ie, 'sue');
SELECT test.is((test.extend(:ie, 'sue')).outcome, 'interaction_ended', 'what is over stays over');
