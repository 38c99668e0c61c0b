-- Routing: the life of one text, offers against gates, ends, wrap-up, schedules, repair.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben'), test.available('sue');
SELECT ops.holder_claim('group', 1, 1, 0, 0);

-- ---- the whole life of one text ----

SELECT test.text_in('+4915100000001', 'Hello', provider_id => 'P1') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i, (:'got'::jsonb ->> 'conversation')::bigint AS c \gset
SELECT test.is(:'got'::jsonb ->> 'outcome', 'accepted', 'a text is accepted');
SELECT test.is(:'got'::jsonb -> 'interaction_new', 'true', 'the first text makes an interaction');
SELECT test.is(r.state, 'arrived', 'which has arrived') FROM routing.interaction AS r WHERE id = :i;

SELECT test.is((test.call(format('routing.place(1, %s, 1, 5, ''[]'', ''{"reason": "nobody"}'')', :i),
	ARRAY[ops.key('interaction', 1, :'i')])).outcome, 'placed', 'it is placed in a queue');
SELECT test.is((test.call(format('routing.place(1, %s, 1, 5, ''[]'', ''{"reason": "nobody"}'')', :i),
	ARRAY[ops.key('interaction', 1, :'i')])).outcome, 'placed', 'placing it again answers the same');
SELECT test.is(version, 2::bigint, 'and changes nothing') FROM routing.interaction WHERE id = :i;

SELECT version AS v FROM routing.interaction WHERE id = :i \gset
SELECT test.is((test.offer(:i, 'ann')).outcome, 'made', 'it is offered to an available agent');
SELECT test.live_offer(:i) AS o \gset
SELECT test.is((test.call(format('routing.offer_make(1, %s, %s, %s, 1, NULL, NULL, NULL, NULL)', :i, :v, test.who('ann')),
	ARRAY[test.agent_key('ann'), ops.key('interaction', 1, :'i')])).outcome, 'made', 'the same offer made again answers made');
SELECT test.is(count(*), 1::bigint, 'and stays one offer') FROM routing.offer WHERE interaction = :i;
SELECT test.is(chat_count || '/' || chat_load, '1/100', 'the offer has taken capacity') FROM routing.agent WHERE agent = test.who('ann');
SELECT test.is(extract(epoch FROM deadline - made_at)::int, 20, 'an offer lasts 20 s where nothing else is set') FROM routing.offer WHERE id = :o;
SELECT test.is((SELECT s.state ->> 'last_text' FROM routing.offer_state(1, :o) AS s), 'Hello', 'the offer shows the last text');
SELECT test.is((SELECT s.state -> 'queue' ->> 'name' FROM routing.offer_state(1, :o) AS s), 'Support', 'and its queue');

SELECT test.is((test.accept(:o, 'ben')).outcome, 'not_found', 'nobody else can accept it');
SELECT test.command() AS cmd \gset
SELECT to_jsonb(test.accept(:o, 'ann', :'cmd'::bytea)) AS answer \gset
SELECT test.is(:'answer'::jsonb ->> 'outcome', 'ok', 'its agent accepts it');
SELECT test.is(:'answer'::jsonb -> 'body' -> 'state' ->> 'state', 'assigned', 'and gets the interaction');
SELECT test.is((SELECT array_agg(n ->> 'kind' ORDER BY n ->> 'kind') FROM jsonb_array_elements(:'answer'::jsonb -> 'news') AS n),
	'{1,2,3}', 'the news tell of agent, offer and interaction');
SELECT test.is((test.accept(:o, 'ann', :'cmd'::bytea)).body -> 'state' ->> 'state', 'assigned', 'the same command answers the same');
SELECT test.is((test.accept(:o, 'ann')).outcome, 'offer_already_accepted', 'a second accept is told that it is accepted');

SELECT test.is((test.text_in('+4915100000001', 'And more')) ->> 'conversation', :'c', 'the next text joins the open conversation');
SELECT test.is((test.say(:c, 'ben', 'Hi')).outcome, 'not_yours', 'only the assigned agent answers');
SELECT test.is((test.say(:c, 'ann', '')).outcome, 'invalid', 'an empty text is refused');
SELECT test.is((test.say(:c, 'ann', repeat('x', 1601))).outcome, 'invalid', 'a text over 1600 characters is refused');
SELECT to_jsonb(test.say(:c, 'ann', 'Hi, how can I help?', 'c-1')) AS answer \gset
SELECT test.is(:'answer'::jsonb ->> 'outcome', 'created', 'the agent answers');
SELECT test.is(:'answer'::jsonb -> 'body' -> 'state' -> 'delivery' ->> 'state', 'queued', 'and sees the message queued');
SELECT test.is((test.say(:c, 'ann', 'Hi, how can I help?', 'c-1')).body ->> 'id', :'answer'::jsonb -> 'body' ->> 'id',
	'the same client id answers the first message');
SELECT test.is(count(*), 1::bigint, 'and queues it once') FROM sms.outbox;

SELECT id AS out FROM sms.outbox \gset
SELECT test.is(test.send_begin(:out) ->> 'outcome', 'send', 'the gateway begins to send it');
SELECT test.is(test.send_begin(:out) ->> 'text', 'Hi, how can I help?', 'beginning again answers the same');
SELECT test.is(test.send_end(:out, 1, 'sent', 'SMout1') ->> 'outcome', 'ok', 'the carrier took it');
SELECT test.is(test.receipt('SMout1', 'delivered') ->> 'changed', 'true', 'its receipt comes');
SELECT test.is(test.delivery(:c, 3), 'delivered', 'and the agent sees it delivered');

SELECT test.is((test.end_(:i, 'ben', 3)).outcome, 'not_yours', 'another agent can''t end it');
SELECT test.text_in('+4915100000001', 'wait, one more thing');
SELECT to_jsonb(test.end_(:i, 'ann', 3)) AS answer \gset
SELECT test.is(:'answer'::jsonb ->> 'outcome', 'newer_message', 'an end that has not seen the last text is refused');
SELECT test.is(:'answer'::jsonb #>> '{body,messages,0,state,text}', 'wait, one more thing', 'and told that text');
SELECT to_jsonb(test.end_(:i, 'ann', 4, title => 'Help wanted')) AS answer \gset
SELECT test.is(:'answer'::jsonb ->> 'outcome', 'ok', 'having seen it, the agent ends it');
SELECT test.is(:'answer'::jsonb #>> '{body,state,state}', 'wrap_up', 'wrap-up begins');
SELECT test.is(:'answer'::jsonb #>> '{body,state,case,title}', 'Help wanted', 'with a new case');
SELECT test.is((test.end_(:i, 'ann', 4)).outcome, 'interaction_ended', 'a second end is told that it has ended');
SELECT test.is(chat_count, 1::smallint, 'wrap-up holds its capacity') FROM routing.agent WHERE agent = test.who('ann');
SELECT test.is(jsonb_array_length(messages), 4, 'the transcript lists all four messages') FROM messaging.transcript WHERE id = :i;
SELECT test.is((SELECT bool_and((m ->> 'intact')::boolean) FROM jsonb_array_elements((messaging.transcript(1, :i, test.who('ann'), 'agent')).body -> 'messages') AS m),
	true, 'and each has its hash');
SELECT test.fails('UPDATE messaging.transcript SET messages = ''[]''', 'P0001', 'a transcript can''t be changed');
SELECT test.fails('UPDATE messaging.transcript SET closed_by = NULL', 'P0001', 'in nothing');
SELECT test.fails('TRUNCATE messaging.transcript', 'P0001', 'nor dropped');
SELECT test.is((messaging.transcript(1, :i, test.who('ben'), 'agent')).outcome, 'not_yours', 'a stranger does not read it');
SELECT test.is((messaging.transcript(1, :i, test.who('sue'), 'supervisor')).outcome, 'ok', 'a supervisor does');
SELECT test.is((test.wrap_end(:i, 'ben')).outcome, 'not_yours', 'another agent can''t end the wrap-up');
SELECT test.is((test.wrap_end(:i, 'ann', 'solved')).body #>> '{state,state}', 'ended', 'the agent ends the wrap-up');
SELECT test.is(chat_count || '/' || chat_load, '0/0', 'and has all capacity again') FROM routing.agent WHERE agent = test.who('ann');
SELECT test.is((test.text_in('+4915100000001', 'again')) ->> 'interaction_new', 'true', 'a later text is a new interaction');
SELECT test.is((SELECT array_agg(d ->> 'decision' ORDER BY d ->> 'at') FROM jsonb_array_elements((routing.interaction_why(1, :i, test.who('eve'), 'administrator')).body -> 'decisions') AS d),
	'{place,offer}', 'why tells the stored decisions');

-- ---- who may see what ----

SELECT test.is((routing.interaction_get(1, :i, test.who('ann'), 'agent')).outcome, 'ok', 'an agent sees what was theirs');
SELECT test.is((routing.interaction_get(1, :i, test.who('ben'), 'agent')).outcome, 'ok', 'and what has ended in a queue they serve');
UPDATE routing.member SET enabled = false WHERE agent = test.who('ben');
SELECT test.is((routing.interaction_get(1, :i, test.who('ben'), 'agent')).outcome, 'not_yours', 'and nothing else');
UPDATE routing.member SET enabled = true WHERE agent = test.who('ben');
SELECT test.is((routing.interaction_get(1, :i, test.who('sue'), 'supervisor')).outcome, 'ok', 'a supervisor sees their agents''');
SELECT test.is((routing.interaction_get(2, :i, test.who('sue'), 'administrator')).outcome, 'not_found', 'nobody sees another tenant''s');
SELECT test.is((SELECT count(*) FROM routing.interactions_list(1, test.who('ben'), 'agent', NULL, NULL, 10)), 0::bigint, 'a list holds only one''s own');
SELECT test.is((SELECT count(*) FROM routing.interactions_list(1, test.who('ann'), 'agent', 'ended', NULL, 10)), 1::bigint, 'by state');
SELECT test.is((routing.resource_read('queue', 1, NULL, '{}')).body #>> '{data,0,name}', 'Support', 'queues are listed');

-- ---- offers: rejected, missed, withdrawn ----

SELECT (test.text_in('+4915100000002', 'x') ->> 'interaction')::bigint AS i2 \gset
SELECT test.offer(:i2, 'ben');
SELECT test.live_offer(:i2) AS o2 \gset
SELECT entered_at AS entered FROM routing.interaction WHERE id = :i2 \gset
SELECT test.is((test.expire(:o2)).outcome, 'not_due', 'an offer does not run out before its deadline');
UPDATE directory.app_user SET may_reject = false WHERE username = 'ben';
SELECT test.is((test.reject(:o2, 'ben')).outcome, 'may_not_reject', 'an agent who may not reject is told so');
UPDATE directory.app_user SET may_reject = true WHERE username = 'ben';
SELECT test.is((test.reject(:o2, 'ben')).outcome, 'ok', 'an agent rejects an offer');
SELECT test.is(state || entered_at::text, 'waiting' || :'entered', 'the interaction waits with its first waiting time') FROM routing.interaction WHERE id = :i2;
SELECT test.is(chosen, 'on_break', 'a rejected offer puts the agent on break') FROM routing.agent WHERE agent = test.who('ben');
SELECT test.is(count(*), 1::bigint, 'and cools them down from it') FROM routing.cooldown WHERE interaction = :i2 AND agent = test.who('ben');
SELECT test.is((test.offer(:i2, 'ben')).outcome, 'stale', 'an agent on break gets no offer');
SELECT test.is((test.offer(:i2, 'ben')).body #>> '{gate,chosen}', 'on_break', 'the answer shows the gate as it is');
SELECT test.is((test.reject(:o2, 'ben')).outcome, 'offer_ended', 'an offer ends once');
SELECT test.is((test.accept(:o2, 'ben')).body #>> '{state,state}', 'rejected', 'who accepts it later is told its state');

SELECT test.offer(:i2, 'sue');
SELECT test.live_offer(:i2) AS o3 \gset
SELECT test.pass('20.6 s');
SELECT test.is((SELECT offer FROM routing.offers_due(10)), :o3::bigint, 'an offer past its deadline is due');
SELECT test.is((SELECT array_agg(offer) FROM routing.offers_due(10, '{1,2}')), ARRAY[:o3]::bigint[], 'to who chooses for its tenant');
SELECT test.is((SELECT count(*) FROM routing.offers_due(10, '{2,3}')), 0::bigint, 'and to no one else');
SELECT test.is((SELECT string_agg(d.what || ' ' || d.id, ', ') FROM routing.sweep_due(10, '{1}') AS d WHERE d.what = 'offer'),
	'offer ' || :o3, 'one question for all that is due has it');
SELECT test.is((SELECT count(*) FROM routing.sweep_due(10, '{2,3}')), 0::bigint, 'and for these tenants nothing');
ALTER FUNCTION routing.answers_due(integer, bigint[]) RENAME TO answers_late; -- as if it took too long
ALTER FUNCTION routing.overflow_due(integer, bigint[]) RENAME TO overflow_late;
SELECT test.is((SELECT string_agg(d.what || ' ' || d.id, ', ') FROM routing.sweep_due(10, '{1}') AS d WHERE d.what = 'offer'),
	'offer ' || :o3, 'what is asked less often does not keep it from being found');
ALTER FUNCTION routing.answers_late(integer, bigint[]) RENAME TO answers_due;
ALTER FUNCTION routing.overflow_late(integer, bigint[]) RENAME TO overflow_due;
SELECT test.is((test.expire(:o3)).outcome, 'expired', 'and runs out');
SELECT test.is(chosen, 'on_break', 'a missed offer puts the agent on break') FROM routing.agent WHERE agent = test.who('sue');

SELECT test.status_set('sue', 'sue', 'available');
SELECT test.is((test.offer(:i2, 'sue')).body ->> 'verdict', 'cool_down', 'who missed it a moment ago is not offered it again');
SELECT test.is(((test.offer(:i2, 'sue')).body ->> 'cooled_since_us')::bigint, routing.micros(since), 'and the router is told since when')
FROM routing.cooldown WHERE interaction = :i2 AND agent = test.who('sue');
SELECT test.pass('29 s');
SELECT test.is((test.offer(:i2, 'sue')).body ->> 'verdict', 'cool_down', 'for 30 s');
SELECT test.pass('1 s');
SELECT idle_since AS idle FROM routing.agent WHERE agent = test.who('sue') \gset
SELECT test.offer(:i2, 'sue');
SELECT test.live_offer(:i2) AS o4 \gset
SELECT test.pass('30 s');
SELECT test.is((test.expire(:o4)).outcome, 'withdrawn', 'an offer that nobody ended in time is withdrawn');
SELECT test.is(chosen || idle_since, 'available' || :'idle', 'without penalty') FROM routing.agent WHERE agent = test.who('sue');

SELECT test.offer(:i2, 'sue');
SELECT test.status_set('sue', 'sue', 'work_offline');
SELECT test.is(state || cause, 'withdrawnstatus', 'a status that closes the gate withdraws the offer') FROM routing.offer WHERE interaction = :i2 ORDER BY id DESC LIMIT 1;
SELECT test.status_set('sue', 'sue', 'available');
SELECT test.offer(:i2, 'sue');
SELECT test.is(test.stale((SELECT id FROM presence.session WHERE user_id = test.who('sue')), 1), 'ok', 'a lease goes stale');
SELECT test.is(state, 'made', 'which keeps the offer') FROM routing.offer WHERE interaction = :i2 ORDER BY id DESC LIMIT 1;
SELECT (test.text_in('+4915100000003', 'x') ->> 'interaction')::bigint AS i3 \gset
SELECT test.is((test.offer(:i3, 'sue')).body ->> 'verdict', 'lease', 'but brings no new one');
SELECT test.is(test.live((SELECT id FROM presence.session WHERE user_id = test.who('sue')), 1), 'ok', 'it comes back');
SELECT test.is((test.accept(test.live_offer(:i2), 'sue')).outcome, 'ok', 'and the offer can be accepted');

-- The offer's time (RT-4): what the router says, else the queue's, else 20 s; 15 to 60 s.
CREATE FUNCTION test.lasts(interaction bigint, username text, said integer, queue_ms integer) RETURNS interval LANGUAGE plpgsql AS $$
DECLARE
	made routing.offer;
BEGIN
	UPDATE routing.queue SET offer_ms = queue_ms WHERE id = 1;
	PERFORM test.status_set(username, username, 'available');
	PERFORM test.call(format('routing.offer_make(1, %s, %s, %s, 1, NULL, NULL, %L, NULL)', interaction,
		(SELECT r.version FROM routing.interaction AS r WHERE r.id = interaction), test.who(username), said),
		ARRAY[test.agent_key(username), ops.key('interaction', 1, interaction::text)]);
	SELECT * INTO made FROM routing.offer AS o WHERE o.interaction = lasts.interaction AND o.state = 'made';
	PERFORM test.status_set(username, username, 'work_offline');
	RETURN made.deadline - made.made_at;
END $$;
SELECT test.is(test.lasts(:i3, 'sue', said, queue_ms), wanted::interval, format('an offer of %s ms in a queue of %s ms lasts %s', said, queue_ms, wanted))
FROM (VALUES (NULL::integer, NULL::integer, '20 s'), (NULL, 30000, '30 s'), (45000, 30000, '45 s'), (15000, NULL, '15 s'),
	(60000, NULL, '60 s'), (14999, NULL, '15 s'), (60001, NULL, '60 s'), (0, NULL, '15 s')) AS v (said, queue_ms, wanted);
SELECT test.fails(format('UPDATE %s SET offer_ms = %s', of_, ms), '23514', format('%s takes no offer time of %s ms', of_, ms))
FROM unnest('{routing.queue,directory.app_user}'::text[]) AS of_, unnest('{14999,60001}'::integer[]) AS ms;
UPDATE routing.queue SET offer_ms = NULL;
SELECT test.status_set('sue', 'sue', 'available');

-- What the queue does to an agent who misses (RT-6).
CREATE FUNCTION test.missed(interaction bigint, username text, on_miss text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM test.pass('30 s'); -- the cool-down of the miss before
	UPDATE routing.queue SET on_miss = missed.on_miss WHERE id = 1;
	PERFORM test.available(username), test.offer(interaction, username);
	PERFORM test.reject(test.live_offer(interaction), username);
	RETURN (SELECT a.chosen FROM routing.agent AS a WHERE a.agent = test.who(username));
END $$;
SELECT test.is(test.missed(:i3, 'ben', on_miss), wanted, format('a queue with on_miss %s leaves the agent %s', on_miss, wanted))
FROM (VALUES ('logged_out', 'logged_out'), ('work_offline', 'work_offline'), (NULL, 'available'), ('on_break', 'on_break')) AS v (on_miss, wanted);

-- Nothing, where a call back of an emergency rang beside the offer, also if it was given up before (EM-1).
CREATE FUNCTION test.missed_beside(interaction bigint, began interval, ended interval, call_back boolean DEFAULT true, answered interval DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	made_at timestamptz;
BEGIN
	PERFORM test.pass('30 s');
	PERFORM test.available('ben'), test.offer(interaction, 'ben');
	made_at := (SELECT o.made_at FROM routing.offer AS o WHERE o.id = test.live_offer(missed_beside.interaction));
	INSERT INTO presence.emergency_call (tenant, call, agent, call_back, begun_at, answered_at, ended_at)
	VALUES (1, 'back', test.who('ben'), call_back, made_at + began, made_at + answered, made_at + ended);
	PERFORM test.pass('20.5 s');
	PERFORM test.expire(test.live_offer(interaction));
	DELETE FROM presence.emergency_call;
	RETURN (SELECT a.chosen FROM routing.agent AS a WHERE a.agent = test.who('ben'));
END $$;
SELECT test.is(test.missed_beside(:i3, began::interval, ended::interval), wanted, words) FROM (VALUES
	('-5 s', '19 s', 'available', 'a call back that rang beside an offer, and was given up a second before its deadline, spares the agent'),
	('5 s', '6 s', 'available', 'so does one that rang only meanwhile'),
	('-5 s', NULL, 'available', 'and one that rings still'),
	('-5 s', '-1 s', 'on_break', 'not one that had ended before')) AS v (began, ended, wanted, words);
SELECT test.is(test.missed_beside(:i3, '-1 hour', '-10 s', answered => '-50 min'), 'on_break', 'nor one that was answered before'),
	test.is(test.missed_beside(:i3, '1 s', '2 s', false), 'on_break', 'nor a call of their own');

-- Accept against expiry: by state alone.
SELECT test.offer(:i3, 'sue');
SELECT test.live_offer(:i3) AS o5 \gset
SELECT test.pass('21 s');
SELECT test.is((test.accept(:o5, 'sue')).outcome, 'ok', 'an offer past its deadline that nobody ended can be accepted');
SELECT test.is((test.expire(:o5)).outcome, 'offer_ended', 'and then it does not run out');

-- Membership is judged too.
UPDATE routing.member SET enabled = false WHERE agent = test.who('ann') AND queue = 1;
SELECT (test.text_in('+4915100000004', 'x') ->> 'interaction')::bigint AS i4 \gset
SELECT test.is((test.offer(:i4, 'ann')).body ->> 'verdict', 'membership', 'a member who is not enabled gets no offer');
UPDATE routing.member SET enabled = true WHERE agent = test.who('ann') AND queue = 1;

-- ---- capacity ----

SELECT count(test.handled('+49151000001' || n, 'ann')) FROM generate_series(10, 15) AS n;
SELECT test.is(chat_count, 6::smallint, 'an agent handles six conversations') FROM routing.agent WHERE agent = test.who('ann');
SELECT test.is((test.offer(:i4, 'ann')).body ->> 'verdict', 'capacity', 'the seventh is refused');
SELECT test.fails(format('UPDATE routing.agent SET chat_count = 7 WHERE agent = %s', test.who('ann')), '23514', 'and could not be stored');
SELECT test.is(test.wrong_loads(), 0::bigint, 'counts are what a recount says');

-- ---- stop new: after the last work Work Offline; logged out: the chats go back ----

SELECT test.status_set('sue', 'sue', 'available', true);
SELECT test.is((test.end_(:i2, 'sue', 1)).outcome, 'ok', 'an agent who takes no new work ends one');
SELECT test.is((test.end_(:i3, 'sue', 1)).outcome, 'ok', 'and the other');
SELECT test.wrap_end(:i2, 'sue');
SELECT test.is(chosen, 'available', 'while one wrap-up is open they stay') FROM routing.agent WHERE agent = test.who('sue');
SELECT test.pass('31 s');
SELECT test.is((SELECT interaction FROM routing.wrap_due(10)), :i3::bigint, 'a wrap-up past its time is due');
SELECT test.is((SELECT count(*) FROM routing.wrap_due(10, '{2}')), 0::bigint, 'not to another shard');
SELECT test.is((test.call(format('routing.wrap_expire(1, %s)', :i3), '{}')).outcome, 'ok', 'and ends by itself');
SELECT test.is(chosen, 'work_offline', 'after the last they are work offline') FROM routing.agent WHERE agent = test.who('sue');

SELECT r.id AS i5, r.conversation AS c5, r.entered_at AS entered FROM routing.interaction AS r WHERE agent = test.who('ann') AND state = 'assigned' ORDER BY id LIMIT 1 \gset
SELECT test.status_set('sue', 'ann', 'logged_out');
SELECT test.is(state || former_agent || entered_at, 'waiting' || test.who('ann') || :'entered', 'an agent who leaves gives their chats back with the first waiting time') FROM routing.interaction WHERE id = :i5;
SELECT test.is(chat_count || '/' || chat_load, '0/0', 'and their capacity') FROM routing.agent WHERE agent = test.who('ann');
SELECT test.is(state, 'open', 'the conversation stays open') FROM messaging.conversation WHERE id = :c5;
SELECT test.is(count(*), 6::bigint, 'each of them is owed a note') FROM routing.notes_due(10);
SELECT test.is(count(*), 0::bigint, 'and none by another shard') FROM routing.notes_due(10, '{2}');
SELECT test.is((test.call(format('routing.return_note(1, %s)', :i5), '{}')).outcome, 'ok', 'which is written');
SELECT test.is(m.direction || m.seq, 'system2', 'as a message of the system') FROM messaging.message AS m WHERE conversation = :c5 ORDER BY seq DESC LIMIT 1;
SELECT test.call(format('routing.return_note(1, %s)', :i5), '{}');
SELECT test.is(count(*), 1::bigint, 'once') FROM messaging.message AS m WHERE conversation = :c5 AND direction = 'system';
SELECT test.is((SELECT audience FROM routing.interaction_state(1, :i5)), ARRAY[test.who('ann')], 'the former agent''s page hears of it');

-- ---- a case chosen; automatic replies ----

SELECT test.available('ann'), test.status_set('ben', 'ben', 'available');
SELECT test.handled('+4915100000040', 'ben') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i6, (:'got'::jsonb ->> 'conversation')::bigint AS c6 \gset
SELECT test.is((test.end_(:i6, 'ben', 1, 999999)).outcome, 'case_not_found', 'a case that is not there can''t be chosen');
SELECT test.is(state, 'assigned', 'and nothing has ended') FROM routing.interaction WHERE id = :i6;
SELECT test.end_(:i6, 'ben', 1);
SELECT case_id AS k FROM routing.interaction WHERE id = :i6 \gset
SELECT test.handled('+4915100000040', 'ben') AS got \gset
SELECT test.is((test.end_((:'got'::jsonb ->> 'interaction')::bigint, 'ben', 1, :k)).body #>> '{state,case,id}', :'k',
	'the open case of that number can be chosen');
SELECT test.handled('+4915100000041', 'ben') AS got \gset
SELECT test.is((test.end_((:'got'::jsonb ->> 'interaction')::bigint, 'ben', 1, :k)).outcome, 'case_not_of_customer', 'another number''s case can''t');
SELECT (test.end_((:'got'::jsonb ->> 'interaction')::bigint, 'ben', 1)).body #>> '{state,case,id}' AS other \gset
SELECT test.is((test.wrap_end((:'got'::jsonb ->> 'interaction')::bigint, 'ben', NULL, :k)).outcome, 'case_not_of_customer', 'nor in wrap-up');
SELECT test.wrap_end((:'got'::jsonb ->> 'interaction')::bigint, 'ben');
SELECT test.handled('+4915100000042', 'ann') AS got \gset
UPDATE routing.member SET enabled = false WHERE agent = test.who('ann');
SELECT test.is((test.end_((:'got'::jsonb ->> 'interaction')::bigint, 'ann', 1, :other)).outcome, 'case_not_found', 'to an agent who may not see it, it is not there');
SELECT test.is((test.end_((:'got'::jsonb ->> 'interaction')::bigint, 'ann', 1, :other)).body #>> '{errors,0,pointer}', '/case_id', 'and the field is named');
SELECT test.end_((:'got'::jsonb ->> 'interaction')::bigint, 'ann', 1);
SELECT test.is((test.wrap_end((:'got'::jsonb ->> 'interaction')::bigint, 'ann', NULL, :other)).outcome, 'case_not_found', 'nor in wrap-up');
UPDATE routing.member SET enabled = true WHERE agent = test.who('ann');
SELECT test.wrap_end((:'got'::jsonb ->> 'interaction')::bigint, 'ann');

SELECT test.text_in('+4915100000050', 'hours?') AS got \gset
SELECT test.is((test.call(format('routing.auto_reply(1, %s, %L, NULL)', (:'got'::jsonb ->> 'interaction'), 'We are closed.'), '{}')).body #>> '{state,outcome}',
	'auto_reply', 'an automatic reply ends the interaction');
SELECT test.is(m.text || m.delivery, 'We are closed.queued', 'and is queued') FROM messaging.message AS m
	WHERE conversation = (:'got'::jsonb ->> 'conversation')::bigint AND seq = 2;
SELECT test.is((test.call(format('routing.auto_reply(1, %s, %L, NULL)', (:'got'::jsonb ->> 'interaction'), 'We are closed.'), '{}')).outcome,
	'ok', 'the same again changes nothing');
SELECT test.is(count(*), 1::bigint, 'it has a transcript all the same') FROM messaging.transcript WHERE id = (:'got'::jsonb ->> 'interaction')::bigint;

-- ---- schedules (RT-12) ----

INSERT INTO routing.schedule (tenant, id, name, time_zone) OVERRIDING SYSTEM VALUE VALUES
	(1, 11, 'Berlin night', 'Europe/Berlin'), (1, 12, 'New York night', 'America/New_York'),
	(1, 13, 'always', 'UTC'), (1, 14, 'overnight', 'Europe/Berlin'), (1, 15, 'never', 'UTC');
CREATE FUNCTION test.week(schedule bigint, days integer[], opens text, closes text) RETURNS void LANGUAGE sql AS $$
	UPDATE routing.schedule AS s SET week = (SELECT jsonb_agg(jsonb_build_object('weekday', d, 'opens', opens, 'closes', closes))
		FROM unnest(days) AS d) WHERE s.id = schedule
$$;
SELECT test.week(s, '{1,2,3,4,5,6,7}', '02:30', '04:00') FROM generate_series(11, 12) AS s;
SELECT test.week(13, '{1,2,3,4,5,6,7}', '00:00', '00:00'), test.week(14, '{5}', '22:00', '02:30');
CREATE FUNCTION test.compile(schedule bigint, from_ date) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
	RETURN routing.schedule_compile(1, schedule, from_);
END $$;
CREATE FUNCTION test.opens(schedule bigint, day date) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(CASE WHEN b.open THEN '+' ELSE '-' END || to_char(b.at, 'DD HH24:MI'), ' ' ORDER BY b.at)
	FROM routing.schedule_boundary AS b WHERE b.schedule = opens.schedule AND b.at >= day AND b.at < day + 1
$$;
SELECT test.compile(11, '2026-01-01'), test.compile(12, '2026-01-01'), test.compile(13, '2026-01-01'), test.compile(15, '2026-01-01');
SELECT test.is(test.opens(11, '2026-03-28'), '+28 01:30 -28 03:00', 'Berlin the day before: UTC+1');
SELECT test.is(test.opens(11, '2026-03-29'), '+29 01:30 -29 02:00', 'Berlin in spring: 02:30 does not exist and becomes 03:30');
SELECT test.is(test.opens(11, '2026-03-30'), '+30 00:30 -30 02:00', 'Berlin the day after: UTC+2');
SELECT test.is(test.opens(11, '2026-10-25'), '+25 00:30 -25 03:00', 'Berlin in autumn: an opening at 02:30 takes the first');
SELECT test.is(test.opens(12, '2026-03-08'), '+08 07:30 -08 08:00', 'New York in spring: 02:30 becomes 03:30');
SELECT test.is(test.opens(12, '2026-03-09'), '+09 06:30 -09 08:00', 'New York the day after: UTC-4');
SELECT test.week(12, '{1,2,3,4,5,6,7}', '00:30', '01:30');
SELECT test.compile(12, '2026-01-01');
SELECT test.is(test.opens(12, '2026-11-01'), '+01 04:30 -01 06:30', 'New York in autumn: a closing at 01:30 takes the second');
SELECT test.week(12, '{1,2,3,4,5,6,7}', '01:30', '02:00');
SELECT test.compile(12, '2026-01-01');
SELECT test.is(test.opens(12, '2026-11-01'), '+01 05:30 -01 07:00', 'New York in autumn: an opening at 01:30 takes the first');
SELECT test.week(11, '{1,2,3,4,5,6,7}', '01:00', '02:30');
SELECT test.compile(11, '2026-01-01');
SELECT test.is(test.opens(11, '2026-03-29'), '+29 00:00 -29 01:30 +29 23:00', 'Berlin in spring: a closing at 02:30 moves forward too');
SELECT test.is(test.opens(11, '2026-10-25'), '-25 01:30', 'Berlin in autumn: a closing at 02:30 takes the second');
SELECT test.is((SELECT count(*) FROM routing.schedule_boundary WHERE schedule = 13), 1::bigint, 'days that touch are one');
SELECT test.is(routing.schedule_open(1, 13, '2026-06-01 12:00Z'), true, 'always is always open');
SELECT test.is(routing.schedule_open(1, 15, '2026-06-01 12:00Z'), false, 'a schedule without hours is closed');
SELECT test.compile(14, '2026-01-01');
SELECT test.is(routing.schedule_open(1, 14, '2026-03-28 00:00Z'), true, 'overnight hours go on into the next day');
SELECT test.is(routing.schedule_open(1, 14, '2026-03-28 01:30Z'), false, 'and end there');
UPDATE routing.schedule SET exceptions = '[{"day": "2026-03-27", "name": "holiday"},
	{"day": "2026-03-25", "opens": "10:00", "closes": "12:00", "name": "special"}]' WHERE id = 14;
SELECT test.compile(14, '2026-01-01');
SELECT test.is(routing.schedule_open(1, 14, '2026-03-28 00:00Z'), false, 'an exception replaces its day');
SELECT test.is(test.opens(14, '2026-03-25'), '+25 09:00 -25 11:00', 'with its own hours where it has some');
SELECT test.ok((SELECT compiled_to FROM routing.schedule WHERE id = 14) >= '2027-02-04', 'it is compiled for 400 days');

-- ---- queues that close (RT-8) ----

INSERT INTO routing.queue (tenant, id, name, schedule_id, closing, closing_text) OVERRIDING SYSTEM VALUE VALUES
	(1, 21, 'keeps', 15, 'keep', NULL), (1, 22, 'tells', 15, 'text', 'Closed now.'), (1, 24, 'ends', 15, 'end', 'Bye.');
INSERT INTO routing.queue (tenant, id, name, schedule_id, closing, overflow_queue) OVERRIDING SYSTEM VALUE VALUES (1, 23, 'flows', 15, 'overflow', 1);
CREATE FUNCTION test.closes(number text, queue bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	i bigint := test.text_in(number, 'x') ->> 'interaction';
BEGIN
	PERFORM test.call(format('routing.place(1, %s, %s, 5, NULL, NULL)', i, queue), ARRAY[ops.key('interaction', 1, i::text)]);
	RETURN i;
END $$;
SELECT test.closes('+4915100000061', 21) AS k1, test.closes('+4915100000062', 22) AS k2,
	test.closes('+4915100000063', 23) AS k3, test.closes('+4915100000064', 24) AS k4 \gset
SELECT test.is((SELECT array_agg(interaction) FROM routing.closing_due(10)), ARRAY[:k2, :k3, :k4]::bigint[], 'what waits in closed queues is due');
SELECT test.is((SELECT count(*) FROM routing.closing_due(10, '{2}')), 0::bigint, 'not to another shard');
SELECT test.is((test.call(format('routing.queue_closed(1, %s)', :k1), '{}')).outcome, 'stale', 'what is kept is kept');
SELECT test.is((test.call(format('routing.queue_closed(1, %s)', :k2), '{}')).outcome, 'told', 'what is told is told');
SELECT test.is((test.call(format('routing.queue_closed(1, %s)', :k2), '{}')).outcome, 'stale', 'once');
SELECT test.is((test.call(format('routing.queue_closed(1, %s)', :k3), '{}')).body #>> '{state,queue,name}', 'Support', 'what overflows is in the other queue');
SELECT test.is((test.call(format('routing.queue_closed(1, %s)', :k4), '{}')).body #>> '{state,outcome}', 'queue_closed', 'what ends has ended');
SELECT test.is((SELECT count(*) FROM routing.closing_due(10)), 0::bigint, 'then nothing is due');
INSERT INTO routing.queue (tenant, id, name, schedule_id, closing, overflow_queue) OVERRIDING SYSTEM VALUE VALUES (1, 25, 'flows into a closed one', 15, 'overflow', 21);
SELECT test.closes('+4915100000065', 25) AS k5, test.closes('+4915100000066', 24) AS k6 \gset
UPDATE routing.interaction SET former_agent = test.who('ann') WHERE id = :k6; -- as return_chats leaves it
SELECT test.is((test.call(format('routing.queue_closed(1, %s)', :k5), '{}')).outcome, 'stale', 'nothing flows into a closed queue');
SELECT test.is((test.call(format('routing.queue_closed(1, %s)', :k6), '{}')).body #>> '{state,state}', 'waiting', 'what an agent had accepted is not ended by a closing');
SELECT test.is((test.call(format('routing.queue_closed(1, %s)', :k6), '{}')).outcome, 'stale', 'but told, once');
SELECT test.is((SELECT count(*) FROM routing.closing_due(10)), 0::bigint, 'and nothing is due again and again');

-- ---- what can't be (RT-14) ----

SELECT test.is((SELECT count(*) FROM routing.impossible(10)), 0::bigint, 'nothing impossible has come about');
SELECT test.handled('+4915100000070', 'ben') AS got \gset
UPDATE routing.agent SET chat_count = 1, chat_load = 100 WHERE agent = test.who('ann');
SELECT (test.text_in('+4915100000071', 'x') ->> 'interaction')::bigint AS i8 \gset
SELECT (test.offer(:i8, 'ben')).outcome;
SELECT test.live_offer(:i8) AS o8 \gset
SELECT (test.text_in('+4915100000072', 'x') ->> 'interaction')::bigint AS i9 \gset
SELECT (test.offer(:i9, 'ben')).outcome;
UPDATE routing.offer SET state = 'withdrawn', ended_at = ops.clock() WHERE interaction = :i9;
SELECT test.end_((:'got'::jsonb ->> 'interaction')::bigint, 'ben', 1);
SELECT test.pass('40 s');
SELECT test.is((SELECT array_agg(DISTINCT problem) FROM routing.impossible(10)),
	'{load_differs,offer_overdue,offered_without_offer,wrap_up_overdue}', 'each kind of impossible thing is seen');
SELECT test.is(array_agg(DISTINCT (test.call(format('routing.repair(%L, %s, %L, %L, %L)', problem, tenant, agent, interaction, offer), '{}')).outcome),
	'{repaired}', 'and repaired') FROM routing.impossible(20);
SELECT test.call(format('routing.repair(%L, %s, %L, %L, %L)', problem, tenant, agent, interaction, offer), '{}') FROM routing.impossible(20);
SELECT test.is((SELECT count(*) FROM routing.impossible(10)), 0::bigint, 'until nothing is left');
SELECT test.is(test.wrong_loads(), 0::bigint, 'and the counts are right');

-- ---- why nobody got it: kept once, also when the call comes again ----

SELECT (test.text_in('+4915100000099', 'Anybody?', provider_id => 'P99') ->> 'interaction')::bigint AS i \gset
SELECT (test.call(format('routing.nobody(1, %s, ''{"counts": {"status": %s}}'')', :i, n), ARRAY[ops.key('decision', 1, :'i')])).outcome
FROM unnest(ARRAY[2, 2, 3]) AS n;
SELECT test.is((SELECT string_agg(explanation -> 'counts' ->> 'status', ' ' ORDER BY id) FROM routing.decision WHERE interaction = :i AND kind = 'nobody'),
	'2 3', 'why nobody got it is kept once, also when the call comes again');
SELECT test.pass('21 s');
SELECT (test.call(format('routing.nobody(1, %s, ''{"counts": {"status": 2}}'')', :i), ARRAY[ops.key('decision', 1, :'i')])).outcome;
SELECT test.is((SELECT count(*) FROM routing.decision WHERE interaction = :i AND kind = 'nobody'), 3::bigint, 'and again when it is so again later');
