-- Voice as a medium of routing (SP-10, SP-17, RT-4, RT-6, RT-10, RT-13, RT-14, SMS-4): every call of the daemon that has customers' calls, twice and
-- in the wrong order; one call an agent; what ends how.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben'), test.available('sue');

INSERT INTO directory.phone_number (tenant, number, stage) VALUES (1, '+15550000100', 'claimed'), (1, '+15550000101', 'claimed');
INSERT INTO routing.queue (tenant, id, name, medium, wrap_ms, weight) VALUES (1, 30, 'Hotline', 'voice', 30000, 250), (1, 31, 'Second line', 'voice', 0, 100);
INSERT INTO routing.member (tenant, queue, agent) SELECT 1, q, test.who(u) FROM unnest('{30,31}'::bigint[]) AS q, unnest('{ann,ben}'::text[]) AS u;
SELECT directory.channel_create(1, 'voice', 'Phone', 'hook-key-0123456780', '+15550000100') AS ch \gset

INSERT INTO ops.instance (boot, name, bus_url, http_url, release, started_at, beat_at) VALUES (501, 'voiced', '', 'http://127.0.0.1:1', '1.0', ops.clock(), ops.clock());
SELECT voice.live_begin(501, '{}') AS epoch \gset

CREATE FUNCTION test.voice(call text, id text, VARIADIC more bigint[] DEFAULT '{}') RETURNS text
LANGUAGE sql AS $$ SELECT (test.call('voice.' || call, ops.key('call', 1, id) || more)).outcome $$;
CREATE FUNCTION test.begin(id text, number text DEFAULT '+12025550101', channel bigint DEFAULT NULL, epoch bigint DEFAULT NULL) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('voice.call_begin(1, %s, %L, %s, %L, ''Somebody'')', COALESCE(begin.channel, k.id), begin.id, COALESCE(begin.epoch, r.epoch), number),
		ARRAY[ops.key('call', 1, begin.id), ops.key('conversation', 1, COALESCE(begin.channel, k.id) || ':' || COALESCE(number, 'call:' || begin.id)), ops.key('customer_number', 1, COALESCE(number, 'call:' || begin.id))])
	FROM (SELECT max(c.id) AS id FROM directory.channel AS c WHERE c.medium = 'voice') AS k, (SELECT max(v.epoch) AS epoch FROM voice.run AS v) AS r
$$;
CREATE FUNCTION test.of(id text) RETURNS bigint LANGUAGE sql AS $$ SELECT c.interaction FROM voice.call AS c WHERE c.call = id $$;
CREATE FUNCTION test.place(id text, queue bigint DEFAULT 30) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('routing.place(1, %s, %s, NULL, NULL, ''{}'')', test.of(id), queue), ARRAY[ops.key('interaction', 1, test.of(id)::text)])).outcome $$;
CREATE FUNCTION test.ring(id text, username text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', a.outcome, a.body ->> 'verdict') FROM test.call(format('routing.offer_make(1, %s, %s, %s, %s, NULL, NULL, NULL, ''{}'')', test.of(ring.id),
		(SELECT r.version FROM routing.interaction AS r WHERE r.id = test.of(ring.id)), test.who(username), (SELECT r.queue FROM routing.interaction AS r WHERE r.id = test.of(ring.id))),
		ARRAY[test.agent_key(username), ops.key('interaction', 1, test.of(ring.id)::text)]) AS a $$;
CREATE FUNCTION test.answered(id text, offer bigint) RETURNS text LANGUAGE sql AS $$ SELECT test.voice(format('offer_answered(1, %L, %s)', id, offer), id) $$;
CREATE FUNCTION test.refused(id text, offer bigint, cause text DEFAULT 'busy') RETURNS text LANGUAGE sql AS $$
	SELECT test.voice(format('offer_refused(1, %L, %s, %L)', id, offer, cause), id) $$;
CREATE FUNCTION test.over(id text, by text DEFAULT 'caller', cause text DEFAULT 'normal', agent text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT test.voice(format('call_over(1, %L, %L, %L, %L)', id, by, cause, test.who(agent)), id) $$;
CREATE FUNCTION test.held(id text, held boolean, by text DEFAULT 'agent') RETURNS text LANGUAGE sql AS $$
	SELECT test.voice(format('call_held(1, %L, %L, %L)', id, held, by), id) $$;
CREATE FUNCTION test.muted(id text, username text, muted boolean) RETURNS text LANGUAGE sql AS $$
	SELECT test.voice(format('call_muted(1, %L, %s, %L)', id, test.who(username), muted), id) $$;
CREATE FUNCTION test.keyed(id text, username text, total int) RETURNS text LANGUAGE sql AS $$
	SELECT test.voice(format('call_keyed(1, %L, %s, %s)', id, test.who(username), total), id) $$;
CREATE FUNCTION test.keys(id text) RETURNS text LANGUAGE sql AS $$
	SELECT concat(s.state #>> '{call,keys,count}', ' ', (s.state #>> '{call,keys,at}') IS NOT NULL) FROM routing.interaction_state(1, test.of(id)) AS s $$;
CREATE FUNCTION test.is_muted(id text) RETURNS text LANGUAGE sql AS $$
	SELECT s.state #>> '{call,muted}' FROM routing.interaction_state(1, test.of(id)) AS s $$;
CREATE FUNCTION test.returned(id text, reason text DEFAULT 'phone_lost', agent text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT test.voice(format('call_returned(1, %L, %L, %L)', id, reason, test.who(agent)), id) $$;
CREATE FUNCTION test.shown(id text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s.state ->> 'state', s.state #>> '{call,state}', s.state #>> '{call,held_by}', s.state ->> 'outcome')
	FROM routing.interaction_state(1, test.of(id)) AS s $$;
CREATE FUNCTION test.version(id text) RETURNS bigint LANGUAGE sql AS $$ SELECT i.version FROM routing.interaction AS i WHERE i.id = test.of(version.id) $$;
CREATE FUNCTION test.room(username text) RETURNS text LANGUAGE sql AS $$
	SELECT a.chat_count || '/' || a.voice_count FROM routing.agent AS a WHERE a.agent = test.who(username) $$;
CREATE FUNCTION test.transfer(interaction bigint, actor text, to_agent text DEFAULT NULL, to_queue bigint DEFAULT NULL, consult boolean DEFAULT false) RETURNS text
LANGUAGE sql AS $$
	SELECT concat_ws(' ', a.outcome, a.body ->> 'verdict') FROM test.command() AS c, LATERAL test.call(format('routing.interaction_transfer(%L, NULL, 1, %s, ''agent'', %s, %L, %L, %L, NULL)',
		c, test.who(actor), interaction, to_queue, test.who(to_agent), consult), test.command_keys(c)) AS a
$$;

-- ---- it begins ----

INSERT INTO messaging.customer (tenant, id, name, created_at) VALUES (1, 900, 'Nora', ops.clock());
INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (1, '+12025550101', 900);
SELECT test.is((voice.call_begin(1, :ch, 'a', :epoch, '+12025550101', NULL)).outcome, 'moved', 'a call needs its keys, and says which');
SELECT test.fails($$SELECT voice.call_over(1, 'a', 'caller', 'normal')$$, 'P0004', 'the others need the call''s key');
SELECT test.begin('a') AS got \gset
SELECT test.is((:'got'::ops.answer).outcome, 'created', 'a call begins');
SELECT test.is((:'got'::ops.answer).body ->> 'interaction', test.of('a')::text, 'with its interaction');
SELECT test.is((test.begin('a')).outcome, 'ok', 'again it is the same');
SELECT test.is((test.begin('a')).body, (:'got'::ops.answer).body, 'with the same answer');
SELECT test.is(count(*), 1::bigint, 'once') FROM routing.interaction AS i WHERE i.medium = 'voice';
SELECT test.is(c.kind || ' ' || c.state || ' ' || c.number || ' ' || c.customer, 'voice open +12025550101 900', 'its conversation is with whose number it is')
FROM messaging.conversation AS c WHERE c.call = 'a';
SELECT test.is(s.state ->> 'medium' || ' ' || (s.state ->> 'number') || ' ' || (s.state #>> '{customer,name}'), 'voice +12025550101 Nora', 'so its state says') FROM routing.interaction_state(1, test.of('a')) AS s;
SELECT test.is(s.state #>> '{call,id}' || ' ' || (s.state #>> '{call,number}') || ' ' || (s.state #>> '{call,record}'), 'a +12025550101 false', 'and its call') FROM routing.interaction_state(1, test.of('a')) AS s;
SELECT test.is(test.shown('a'), 'arrived waiting', 'it waits');
SELECT test.is((test.begin('b')).outcome, 'created', 'a second call of the same number at once is another');
SELECT test.is(count(DISTINCT c.conversation), 2::bigint, 'with a conversation of its own') FROM voice.call AS c;
SELECT test.is((test.begin('w', NULL)).outcome, 'created', 'a withheld number calls, too');
SELECT test.is(s.state ->> 'number' || ' ' || COALESCE(s.state #>> '{call,number}', 'null') || ' ' || COALESCE(s.state ->> 'customer', 'null'), 'call:w null null', 'it is nobody''s') FROM routing.interaction_state(1, test.of('w')) AS s;
SELECT COALESCE((SELECT r.revision FROM routing.revision AS r WHERE r.tenant = 1), 0) AS at \gset
SELECT test.is((test.begin('ruleless', '+12025550188')).outcome, 'created', 'one comes that no rule fits');
CREATE FUNCTION test.no_rule(id text, revision bigint) RETURNS text LANGUAGE sql AS $$
	SELECT a.outcome FROM test.call(format('routing.no_rule(1, %s, %s)', test.of(id), revision), ARRAY[ops.key('interaction', 1, test.of(id)::text),
		messaging.key_of(1, (SELECT i.conversation FROM routing.interaction AS i WHERE i.id = test.of(no_rule.id)))]) AS a $$;
SELECT test.is(test.no_rule('ruleless', :at + 1), 'changed', 'by another configuration it is not ended');
SELECT test.is(test.shown('ruleless'), 'arrived waiting', 'it waits for the router');
SELECT test.is(test.no_rule('ruleless', :at), 'ok', 'by this one it is');
SELECT test.is(test.no_rule('ruleless', :at + 1), 'ok', 'again it is the same');
SELECT test.is(i.state || ' ' || i.outcome, 'ended no_rule', 'and is counted so') FROM routing.interaction AS i WHERE i.id = test.of('ruleless');
SELECT test.is(test.over('ruleless', 'system', 'no_rule'), 'ok', 'its call is over');
SELECT test.is(test.shown('ruleless'), 'ended over no_rule', 'as is shown');
SELECT test.is((test.begin('c', channel => 1)).outcome, 'not_found', 'a channel of texts takes no calls');
SELECT test.is((test.begin('c', channel => 99)).outcome, 'not_found', 'nor one that is not there');
SELECT test.is((test.begin('c', epoch => 99)).outcome, 'stale', 'nor who has not begun to tell');
UPDATE directory.channel SET disabled = true WHERE id = :ch;
SELECT test.is((test.begin('c')).outcome, 'not_found', 'nor one that is disabled');
UPDATE directory.channel SET disabled = false WHERE id = :ch;
SELECT test.is(test.voice('call_over(1, ''nope'', ''caller'', ''normal'')', 'nope'), 'not_found', 'of a call that never began nothing ends');
SELECT test.is(test.answered('nope', 1) || ' ' || test.refused('nope', 1) || ' ' || test.held('nope', true) || ' ' || test.returned('nope'),
	'offer_ended offer_ended not_found stale', 'nor anything else of it');

-- ---- offered, answered, ended ----

SELECT test.is(test.place('a') || ' ' || test.place('b') || ' ' || test.place('w'), 'placed placed placed', 'they wait in the queue');
SELECT test.is(string_agg(p."position" || COALESCE(' ' || p.wait_s, ''), ', ' ORDER BY p."position"), '1, 2, 3', 'each has its place, and nobody knows how long')
FROM voice.call AS c CROSS JOIN LATERAL voice.place(1, c.interaction) AS p;
SELECT test.is(test.ring('a', 'ann'), 'made', 'it is offered');
SELECT test.is(test.room('ann'), '0/1', 'which takes the one call that she may have, whatever the queue''s weight');
SELECT test.is(test.shown('a'), 'offered ringing', 'it rings');
SELECT test.is(test.ring('b', 'ann'), 'stale capacity', 'no second one');
SELECT test.live_offer(test.of('a')) AS o \gset
SELECT test.is(test.held('a', true), 'stale', 'nobody talks who could hold');
SELECT test.is(test.muted('a', 'ann', true) || ' ' || test.is_muted('a') || ' ' || test.muted('nope', 'ann', true), 'stale false not_found', 'nor be muted');
SELECT test.is(test.returned('a'), 'stale', 'nor give it back');
SELECT test.is(test.answered('b', :o), 'offer_ended', 'another call''s offer is not this one''s');
SELECT test.is(test.answered('a', :o), 'ok', 'the phone is picked up');
SELECT test.is(test.shown('a'), 'assigned talking', 'they talk');
SELECT test.version('a') AS v \gset
SELECT test.is(test.answered('a', :o), 'ok', 'again it is the same');
SELECT test.is(test.version('a'), :v::bigint, 'and nothing changes');
SELECT test.is(test.refused('a', :o), 'offer_ended', 'who has picked up does not refuse');
SELECT test.is(test.held('a', true), 'ok', 'hold');
SELECT test.is(test.shown('a') || ' ' || (test.version('a') > :v), 'assigned held agent true', 'is shown');
SELECT test.is(test.held('a', true, 'phone') || ' ' || test.shown('a'), 'ok assigned held phone', 'or the phone''s own');
SELECT test.is(test.held('a', false, 'phone') || ' ' || test.held('a', false) || ' ' || test.shown('a'), 'ok ok assigned talking', 'and back');
SELECT test.version('a') AS v \gset
SELECT test.is(test.muted('a', 'ben', true) || ' ' || test.is_muted('a') || ' ' || (test.version('a') = :v), 'stale false true', 'nobody else mutes who talks');
SELECT test.is(test.muted('a', 'ann', true) || ' ' || test.is_muted('a') || ' ' || (test.version('a') > :v), 'ok true true', 'she is muted, which is shown');
SELECT test.version('a') AS v \gset
SELECT test.is(test.muted('a', 'ann', true) || ' ' || (test.version('a') = :v), 'ok true', 'again nothing changes');
SELECT test.is(test.held('a', true) || test.is_muted('a') || test.held('a', false) || test.is_muted('a') || ' ' || test.shown('a'), 'oktrueoktrue assigned talking', 'a hold and its end leave it');
SELECT test.is(test.muted('a', 'ann', false) || ' ' || test.is_muted('a') || ' ' || test.muted('a', 'ann', true), 'ok false ok', 'heard again, and muted once more');
SELECT test.version('a') AS v \gset
SELECT test.is(test.keys('a') || ', ' || test.keyed('a', 'ben', 2) || test.keys('a') || ' ' || (test.version('a') = :v), ' f, stale f true', 'nobody else presses keys');
SELECT test.is(test.keyed('a', 'ann', 2) || ' ' || test.keys('a') || ' ' || (test.version('a') > :v), 'ok 2 t true', 'she does, which is shown, but not which');
SELECT test.version('a') AS v \gset
SELECT test.is(test.keyed('a', 'ann', 2) || ' ' || test.keys('a') || ' ' || (test.version('a') = :v), 'ok 2 t true', 'told again they are no more');
SELECT test.is(test.keyed('a', 'ann', 5) || ' ' || test.keys('a') || ' ' || test.keyed('nope', 'ann', 1), 'ok 5 t not_found', 'these are all');
SELECT test.is((test.say((SELECT c.conversation FROM voice.call AS c WHERE c.call = 'a'), 'ann', 'hello')).outcome, 'channel_cannot_send', 'nothing can be written to who calls');
SELECT test.is(test.over('a'), 'ok', 'the caller hangs up');
SELECT test.is(test.shown('a'), 'wrap_up over ended', 'wrap-up begins');
SELECT test.is(test.is_muted('a') || ' ' || test.muted('a', 'ann', true) || ' ' || (SELECT c.muted FROM voice.call AS c WHERE c.call = 'a'), 'false stale false', 'and nobody is muted any more');
SELECT test.is(test.keyed('a', 'ann', 6) || ' ' || test.keys('a'), 'stale 5 t', 'nor presses keys');
SELECT test.is(test.room('ann'), '0/1', 'and holds the capacity');
SELECT test.is(test.over('a', 'system', 'failed') || ' ' || test.shown('a'), 'ok wrap_up over ended', 'again nothing changes');
SELECT test.is(c.by || ' ' || c.cause || ' ' || (c.number IS NULL) || ' ' || (c.answered_at < c.ended_at), 'caller normal true true', 'who called is not kept') FROM voice.call AS c WHERE c.call = 'a';
SELECT test.is(test.answered('a', :o) || ' ' || test.refused('a', :o) || ' ' || test.held('a', true) || ' ' || test.returned('a'), 'offer_ended offer_ended stale stale', 'what comes late finds it over');
SELECT test.is((test.begin('a')).outcome, 'over', 'and it does not begin again');
SELECT test.is(c.state || ' ' || t.messages, 'closed []', 'its conversation is closed, with a transcript of what was noted')
FROM messaging.conversation AS c JOIN messaging.transcript AS t ON t.conversation = c.id WHERE c.call = 'a';
SELECT test.ok(k.title LIKE 'Call of %', 'and a case') FROM messaging.case_ AS k JOIN routing.interaction AS i ON i.case_id = k.id WHERE i.id = test.of('a');
SELECT test.is((test.wrap_end(test.of('a'), 'ann')).outcome, 'ok', 'the wrap-up ends');
SELECT test.is(test.room('ann'), '0/0', 'now she may have another');

-- ---- refused ----

SELECT test.is(test.ring('b', 'ann'), 'made', 'the next');
SELECT test.live_offer(test.of('b')) AS o \gset
SELECT test.is(test.refused('b', :o, 'no_room'), 'ok', 'the relay of media has no room for her phone');
SELECT test.is(test.refused('b', :o, 'no_room') || ' ' || test.shown('b') || ' ' || test.room('ann'), 'ok waiting waiting 0/0', 'again it is the same: it waits');
SELECT test.is(o.state || ' ' || o.cause, 'withdrawn no_room', 'the offer is withdrawn') FROM routing.offer AS o WHERE o.id = :o;
SELECT test.is(a.chosen::text, 'available', 'without penalty') FROM routing.agent AS a WHERE a.agent = test.who('ann');
SELECT test.is(count(*), 0::bigint, 'nor does she cool down') FROM routing.cooldown AS c WHERE c.interaction = test.of('b');
SELECT test.is(test.answered('b', :o), 'offer_ended', 'nobody answers it any more');
SELECT test.is(test.ring('b', 'ann'), 'made', 'so she may be asked again');
SELECT test.live_offer(test.of('b')) AS o \gset
SELECT test.is(test.refused('b', :o, 'not_registered'), 'ok', 'her phone can''t be reached');
SELECT test.is(test.shown('b') || ' ' || test.room('ann'), 'waiting waiting 0/0', 'it waits again');
SELECT test.is(test.refused('b', :o), 'ok', 'again it is the same');
SELECT test.is(o.state || ' ' || o.cause, 'rejected not_registered', 'the offer says why') FROM routing.offer AS o WHERE o.id = :o;
SELECT test.is(a.chosen::text, 'on_break', 'the queue''s on_miss is done') FROM routing.agent AS a WHERE a.agent = test.who('ann');
SELECT test.is(test.answered('b', :o), 'offer_ended', 'her phone is picked up too late');
SELECT test.status_set('ann', 'ann', 'available');
SELECT test.is(test.ring('b', 'ann'), 'stale cool_down', 'she cools down from it');
SELECT test.is(p."position", 1, 'it kept its place') FROM voice.place(1, test.of('b')) AS p;

-- ---- accepted in the page ----

SELECT test.is(test.ring('b', 'ben'), 'made', 'the next agent');
SELECT test.live_offer(test.of('b')) AS o \gset
SELECT test.is((test.accept(:o, 'ben')).outcome, 'ok', 'accepts in the page');
SELECT test.is(test.shown('b'), 'assigned ringing', 'it is his, and his phone rings');
SELECT test.is(test.answered('b', :o) || ' ' || test.shown('b'), 'ok assigned talking', 'until he picks it up');

-- ---- transfer ----

SELECT test.is(test.transfer(test.of('b'), 'ben', to_queue => 1), 'cannot_take medium', 'not into a queue of chats');
SELECT test.is((SELECT jsonb_path_query_array(t.body, '$.queues[*].name') FROM routing.transfer_targets(1, test.of('b'), test.who('ben'), 'agent') AS t), '["Hotline", "Second line"]'::jsonb, 'queues of calls are offered');
SELECT test.is(test.transfer(test.of('b'), 'ben', to_queue => 31), 'ok', 'into another queue of calls');
SELECT test.is(test.shown('b') || ' ' || test.room('ben'), 'waiting waiting 0/0', 'there it waits, and he is free');
SELECT test.is(test.answered('b', :o), 'offer_ended', 'his offer is over');
SELECT test.is(test.ring('b', 'ann'), 'stale cool_down', 'who had it lately is not asked at once');
SELECT test.pass(interval '31 seconds');
SELECT test.is(test.ring('b', 'ann'), 'made', 'then she is');
SELECT test.is(test.answered('b', test.live_offer(test.of('b'))) || ' ' || test.shown('b'), 'ok assigned talking', 'and talks');
UPDATE directory.app_user SET group_id = (SELECT group_id FROM directory.app_user WHERE username = 'ann') WHERE username = 'ben';
SELECT test.handled('+4915100000001', 'ben') AS chat \gset
SELECT test.is(test.transfer(test.of('b'), 'ann', 'ben'), 'cannot_take capacity', 'not to who has chats, and does not blend');
UPDATE directory.app_user SET blending = true WHERE username = 'ben';
SELECT test.is(test.transfer(test.of('b'), 'ann', 'ben'), 'created', 'to who does it is offered');
SELECT test.is(test.room('ben') || ' ' || test.shown('b'), '1/1 assigned talking', 'she talks on meanwhile');
SELECT test.live_offer(test.of('b')) AS o \gset
SELECT test.is(test.refused('b', :o, 'declined') || ' ' || test.shown('b') || ' ' || test.room('ben'), 'ok assigned talking 1/0', 'refused it stays with her');
SELECT test.is(a.chosen::text, 'available', 'without penalty') FROM routing.agent AS a WHERE a.agent = test.who('ben');
SELECT test.is(test.transfer(test.of('b'), 'ann', 'ben'), 'created', 'asked once more');
SELECT test.is(test.answered('b', test.live_offer(test.of('b'))) || ' ' || test.shown('b'), 'ok assigned talking', 'he picks up');
SELECT test.is(test.room('ann') || ' ' || test.room('ben'), '0/0 1/1', 'it is his');
SELECT test.is(test.returned('b', agent => 'ann') || ' ' || test.shown('b') || ' ' || test.room('ben'), 'stale assigned talking 1/1', 'her phone is lost at that moment: he keeps the call');
SELECT test.is(test.transfer(test.of('b'), 'ben', 'ann', consult => true), 'created', 'he asks her in');
SELECT test.live_offer(test.of('b')) AS o \gset
SELECT test.is(test.answered('b', :o) || ' ' || test.answered('b', :o) || ' ' || test.shown('b') || ' ' || test.room('ann'), 'ok ok assigned talking 0/0', 'she comes, and he has the call');

-- ---- returned ----

SELECT test.is(test.muted('b', 'ben', true) || ' ' || test.is_muted('b'), 'ok true', 'he is muted');
SELECT test.is(test.returned('b'), 'ok', 'his phone is lost');
SELECT test.is(test.is_muted('b') || ' ' || (SELECT c.muted FROM voice.call AS c WHERE c.call = 'b'), 'false false', 'with which that ends');
SELECT test.is(test.shown('b') || ' ' || test.room('ben'), 'waiting waiting 1/0', 'the caller waits again');
SELECT test.is(test.returned('b'), 'ok', 'again it is the same');
SELECT test.is(p."position", 1, 'first in line') FROM voice.place(1, test.of('b')) AS p;
SELECT test.is(test.ring('b', 'ben'), 'stale cool_down', 'it does not come straight back');
SELECT test.ok(EXISTS (SELECT FROM messaging.message AS m JOIN voice.call AS c ON c.conversation = m.conversation WHERE c.call = 'b' AND m.text LIKE '%phone was lost%'), 'its conversation says why');

-- A caller who is back in the queue is not kept for ever: overflow and closing do to them what they do to any other (RT-8, RT-9).
INSERT INTO routing.schedule (tenant, id, name, time_zone) VALUES (1, 35, 'Never', 'UTC');
CREATE FUNCTION test.backed(id text, queue bigint) RETURNS void LANGUAGE sql AS $$
	SELECT test.begin(id);
	SELECT test.place(id, queue);
	SELECT test.ring(id, 'ann');
	SELECT test.answered(id, test.live_offer(test.of(id)));
	SELECT test.is(test.returned(id, agent => 'ann') || ' ' || test.shown(id), 'ok waiting waiting', 'an agent had it, the caller is back in the queue') $$;
UPDATE routing.queue SET overflow_action = 'voicemail', overflow_after_ms = 1000 WHERE id = 31;
SELECT test.backed('ro', 31);
SELECT test.pass('2 s');
SELECT test.is((SELECT string_agg(d.cause, ' ') FROM routing.overflow_due(10) AS d WHERE d.interaction = test.of('ro')), 'waiting_time', 'who waits too long overflows');
SELECT test.is((test.call(format('routing.overflow(1, %s)', test.of('ro')), '{}')).outcome || ' ' || test.shown('ro'), 'ended ended over to_voicemail', 'into the voicemail');
UPDATE routing.queue SET overflow_action = NULL, overflow_after_ms = NULL, closing = 'voicemail' WHERE id = 31;
SELECT test.backed('rc', 31);
UPDATE routing.queue SET schedule_id = 35 WHERE id = 31;
SELECT test.is((test.call(format('routing.queue_closed(1, %s)', test.of('rc')), '{}')).outcome || ' ' || test.shown('rc'), 'ended ended over to_voicemail', 'as where the queue closes');
UPDATE routing.queue SET schedule_id = NULL, closing = 'keep' WHERE id = 31;
SELECT test.over('ro'), test.over('rc');

-- ---- the caller goes ----

SELECT test.is(test.over('b') || ' ' || test.shown('b'), 'ok ended over customer_left', 'who hangs up while waiting has left');
SELECT test.is(test.ring('w', 'ann'), 'made', 'another rings');
SELECT a.idle_since AS idle FROM routing.agent AS a WHERE a.agent = test.who('ann') \gset
SELECT test.live_offer(test.of('w')) AS o \gset
SELECT test.is(test.over('w') || ' ' || test.shown('w'), 'ok ended over customer_left', 'who hangs up while it rings, too');
SELECT test.is(o.state || ' ' || o.cause, 'withdrawn customer_left', 'the offer is withdrawn') FROM routing.offer AS o WHERE o.id = :o;
SELECT test.is(a.chosen || ' ' || (a.idle_since = :'idle') || ' ' || a.voice_count, 'available true 0', 'and she keeps her place') FROM routing.agent AS a WHERE a.agent = test.who('ann');
SELECT test.begin('v'), test.begin('l'), test.begin('p');
SELECT test.place('v'), test.place('l'), test.place('p');
SELECT test.ring('v', 'ann');
SELECT test.is(test.over('v', 'system', 'to_voicemail') || ' ' || test.shown('v'), 'ok ended over to_voicemail', 'who goes to voicemail has not left, and nobody answered');
SELECT test.ok(NOT routing.abandoned('ended', 'to_voicemail'), 'so it counts as left otherwise');
SELECT test.is(test.over('p', 'agent_phone', 'normal', 'ann') || ' ' || test.shown('p'), 'stale waiting waiting', 'who does not have it, or has it no more, ends nothing by hanging up');
SELECT test.ring('p', 'ann');
SELECT test.is(test.over('p', 'agent', 'normal', 'ann') || ' ' || test.shown('p'), 'stale offered ringing', 'nor who is offered it');
SELECT test.answered('p', test.live_offer(test.of('p')));
SELECT test.is(test.over('p', 'agent_phone', 'normal', 'ben') || ' ' || test.shown('p'), 'stale assigned talking', 'nor another agent');
SELECT test.is(test.over('p', 'agent_phone', 'ended_by_agent_phone', 'ann') || ' ' || test.shown('p'), 'ok wrap_up over ended_by_agent_phone', 'the agent''s phone ended it');

-- ---- a page that is gone, a logout ----

SELECT test.pass(interval '31 seconds');
SELECT test.wrap_end(test.of('p'), 'ann');
SELECT test.ring('l', 'ann');
SELECT test.answered('l', test.live_offer(test.of('l')));
CREATE FUNCTION test.go(username text, reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(ARRAY[test.agent_key(username)]);
	PERFORM routing.return_chats(1, test.who(username), reason);
	PERFORM ops.batch_end();
END $$;
SELECT test.go('ann', 'lease_gone');
SELECT test.is(test.shown('l'), 'assigned talking', 'a page that is gone takes no call from anybody');
SELECT test.is(count(*), 0::bigint, 'nor does it end') FROM routing.linked_due(10);
CREATE FUNCTION test.linked(id text) RETURNS text LANGUAGE sql AS $$ SELECT (test.call(format('routing.linked_end(1, %s)', test.of(id)), '{}')).outcome $$;
CREATE FUNCTION test.chose(username text, status text) RETURNS void LANGUAGE sql AS $$ UPDATE routing.agent SET chosen = status WHERE agent = test.who(username) $$;
-- Logged out by a supervisor: before the router ends the call, their phone has lost it and a colleague has it.
SELECT test.chose('ann', 'logged_out'), test.go('ann', 'supervisor');
SELECT test.is(l.interaction, test.of('l'), 'a supervisor''s logout is to end it') FROM routing.linked_due(10) AS l;
SELECT test.is(test.returned('l', 'phone_lost', 'ann') || ' ' || test.shown('l'), 'ok waiting waiting', 'but the caller waits again');
SELECT test.is(count(*), 0::bigint, 'so it is not to end any more') FROM routing.linked_due(10);
SELECT test.ring('l', 'ben');
SELECT test.answered('l', test.live_offer(test.of('l')));
SELECT test.is(test.linked('l') || ' ' || test.shown('l'), 'stale assigned talking', 'and a colleague''s call is not ended for whom it was before');
SELECT test.chose('ben', 'logged_out'), test.go('ben', 'logged_out'), test.chose('ben', 'available');
SELECT test.is(count(*), 1::bigint, 'who logs out') FROM routing.linked_due(10);
SELECT test.is(test.linked('l') || ' ' || test.shown('l'), 'stale assigned talking', 'and is back at once keeps it');
SELECT test.chose('ben', 'logged_out'), test.go('ben', 'logged_out');
SELECT test.is(l.interaction, test.of('l'), 'who logs out ends it') FROM routing.linked_due(10) AS l;
SELECT test.is(test.linked('l'), 'ended', 'at once'), test.chose('ann', 'available'), test.chose('ben', 'available');
SELECT test.is(test.shown('l'), 'wrap_up over ended', 'so its daemon hangs up');
SELECT test.is(test.over('l', 'agent', 'normal') || ' ' || test.shown('l'), 'ok wrap_up over ended', 'and says so');
SELECT test.wrap_end(test.of('l'), 'ben');

-- ---- a daemon that died ----

SELECT test.begin('d'), test.begin('e');
SELECT test.is(count(*), 0::bigint, 'while it lives nothing is lost') FROM voice.calls_orphaned(10);
SELECT test.is(string_agg(c.call || ' ' || c.epoch, ' '), 'd ' || :epoch || ' e ' || :epoch, 'its calls are known by its boot') FROM voice.calls_of_boot(501, 10) AS c;
INSERT INTO ops.instance (boot, name, bus_url, http_url, release, started_at, beat_at) VALUES (502, 'voiced', '', 'http://127.0.0.1:1', '1.0', ops.clock(), ops.clock());
SELECT test.is(string_agg(c.call, ' '), 'd e', 'started anew, the calls of its former life are lost') FROM voice.calls_orphaned(10) AS c;
DELETE FROM ops.instance WHERE boot = 501;
SELECT voice.live_begin(502, '{}');
SELECT test.is(string_agg(c.call, ' '), 'd e', 'dead, its calls are lost') FROM voice.calls_orphaned(10) AS c;
SELECT test.is((test.begin('e')).outcome, 'ok', 'unless a later run has found one again');
SELECT test.is(string_agg(c.call, ' '), 'd', 'so that one is not') FROM voice.calls_orphaned(10) AS c;
SELECT test.is(test.voice('call_lost(1, ''e'', ' || :epoch || ')', 'e') || ' ' || test.shown('e'), 'unchanged arrived waiting', 'it does not end for the run that lost it');
SELECT test.is(test.voice('call_lost(1, ''d'', ' || :epoch || ')', 'd') || ' ' || test.shown('d'), 'ok ended over voice_lost', 'the other ends');
SELECT test.is(test.voice('call_lost(1, ''d'', ' || :epoch || ')', 'd'), 'unchanged', 'once');
SELECT test.is(count(*), 0::bigint, 'and is found no more') FROM voice.calls_orphaned(10);

-- ---- what can't be ----

SELECT test.begin('g');
SELECT test.place('g');
SELECT test.ring('g', 'ann');
SELECT test.answered('g', test.live_offer(test.of('g')));
UPDATE voice.call SET state = 'over', ended_at = ops.clock() WHERE call = 'g';
SELECT test.is(f.problem || ' ' || f.agent, 'call_gone ' || test.who('ann'), 'an agent in a call that is over is found') FROM routing.impossible(100) AS f;
SELECT test.is((test.call(format('routing.repair(''call_gone'', 1, %s, %s, NULL)', test.who('ann'), test.of('g')), '{}')).outcome, 'repaired', 'and mended');
SELECT test.is(test.shown('g'), 'wrap_up over voice_lost', 'as if its daemon had lost it');
SELECT test.is((test.call(format('routing.repair(''call_gone'', 1, %s, %s, NULL)', test.who('ann'), test.of('g')), '{}')).outcome, 'fine', 'once');
SELECT test.wrap_end(test.of('g'), 'ann');

-- ---- overflow, closing ----

UPDATE routing.queue SET overflow_action = 'callback', overflow_after_ms = 60000, overflow_text = 'We call back.' WHERE id = 30;
SELECT test.begin('o', '+12025550150'), test.begin('n', NULL);
SELECT test.place('o'), test.place('n');
SELECT test.pass(interval '61 seconds');
CREATE FUNCTION test.overflow(id text) RETURNS text LANGUAGE sql AS $$ SELECT (test.call(format('routing.overflow(1, %s)', test.of(id)), '{}')).outcome $$;
SELECT test.is(test.overflow('o') || ' ' || test.shown('o'), 'ended ended over callback', 'who waits too long is promised a call');
SELECT test.is(k.state || ' ' || k.queue, 'waiting 30', 'which waits') FROM routing.callback AS k WHERE k.interaction = test.of('o');
SELECT test.is(count(*), 0::bigint, 'nothing is written to who calls') FROM messaging.message AS m JOIN voice.call AS c ON c.conversation = m.conversation WHERE c.call = 'o';
SELECT test.is(test.overflow('n') || ' ' || test.shown('n'), 'stale waiting waiting', 'whose number nobody knows waits on');
SELECT test.is(test.over('o', 'system', 'normal') || ' ' || test.over('n'), 'ok ok', 'and hangs up');
UPDATE routing.queue SET overflow_action = 'queue', overflow_queue = 1 WHERE id = 30;
SELECT test.begin('q', '+12025550151');
SELECT test.place('q');
SELECT test.pass(interval '61 seconds');
SELECT test.is(test.overflow('q'), 'stale', 'no call overflows among chats');
UPDATE routing.queue SET overflow_queue = 31 WHERE id = 30;
SELECT test.is(test.overflow('q'), 'overflowed', 'but into another queue of calls');
SELECT test.is(i.queue, 31::bigint, 'where it waits') FROM routing.interaction AS i WHERE i.id = test.of('q');
SELECT test.over('q');
UPDATE routing.queue SET overflow_action = NULL, overflow_queue = NULL, overflow_after_ms = NULL WHERE id = 30;

-- ---- what can't work is said ----

CREATE FUNCTION test.found() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(DISTINCT l.kind, ' ' ORDER BY l.kind) FROM routing.lint(1, ARRAY[30]::bigint[], '{}', '{}', '{}') AS l WHERE l.kind <> 'user_incomplete' $$; -- nobody here has a site
UPDATE routing.queue SET overflow_text = NULL WHERE id = 30;
SELECT test.is(test.found(), NULL, 'the queue is fine');
UPDATE routing.queue SET overflow_action = 'voicemail', overflow_after_ms = 60000, overflow_text = 'Leave a message.' WHERE id = 30;
SELECT test.is(test.found(), 'text_unheard', 'a text that nobody hears; voicemail is there');
UPDATE routing.queue SET overflow_action = NULL, overflow_text = NULL, overflow_after_ms = NULL WHERE id = 30;
SELECT test.is(string_agg(DISTINCT l.kind, ' '), 'channel_without_default channel_without_trunk', 'a channel whose calls no rule fits, and that nobody can call') FROM routing.lint(1, '{}', ARRAY[:ch]::bigint[], '{}', '{}') AS l WHERE l.kind <> 'user_incomplete';
INSERT INTO routing.route_rule (tenant, channel, position, queue) VALUES (1, :ch, 1, 1);
SELECT test.is(string_agg(DISTINCT l.kind, ' '), 'channel_without_trunk rule_medium', 'and one that leads among chats') FROM routing.lint(1, '{}', ARRAY[:ch]::bigint[], '{}', '{}') AS l WHERE l.kind <> 'user_incomplete';
DELETE FROM routing.route_rule WHERE channel = :ch;

-- ---- how long it takes ----

INSERT INTO routing.queue_interval (tenant, queue, channel, at, offered, answered, answered_in_time, abandoned, abandoned_in_time, abandoned_short, left_otherwise, answer_wait_ms,
	abandon_wait_ms, handled, talk_ms, wrap_ms) VALUES (1, 31, :ch, routing.quarter(ops.clock()) - interval '15 minutes', 6, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
SELECT test.begin('s'), test.begin('t');
SELECT test.place('s', 31), test.place('t', 31);
SELECT test.is(p."position" || ' ' || (p.wait_s BETWEEN 600 AND 900), '2 true', 'six answered in half an hour to three quarters: two wait some ten to fifteen minutes') FROM voice.place(1, test.of('t')) AS p;
SELECT test.over('s'), test.over('t');

-- ---- more than two ----

CREATE FUNCTION test.asked(id text, agent text, state text, target text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', a.outcome, a.body ->> 'verdict') FROM test.call(format('voice.call_consult(1, %L, %s, ''8102'', %L, true, %L)', asked.id, test.who(agent), test.who(target), state),
		ARRAY[ops.key('call', 1, asked.id)]) AS a $$;
CREATE FUNCTION test.handed(id text, agent text, target text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', a.outcome, a.body ->> 'verdict') FROM test.call(format('voice.call_handed(1, %L, %s, %L)', handed.id, test.who(agent), test.who(target)),
		ARRAY[ops.key('call', 1, handed.id)]) AS a $$;
CREATE FUNCTION test.listen(id text, actor text, role text, mode text) RETURNS text LANGUAGE sql AS $$
	SELECT a.outcome FROM test.call(format('voice.call_listen(1, %L, %s, %L, %L)', listen.id, test.who(actor), role, mode), ARRAY[ops.key('call', 1, listen.id)]) AS a $$;
CREATE FUNCTION test.call_shows(id text, what text) RETURNS jsonb LANGUAGE sql AS $$ SELECT s.state -> 'call' -> what FROM routing.interaction_state(1, test.of(id)) AS s $$;
CREATE FUNCTION test.talk(id text, username text) RETURNS text LANGUAGE sql AS $$
	SELECT test.place(id, 31);
	SELECT test.ring(id, username);
	SELECT test.answered(id, test.live_offer(test.of(id)));
	SELECT test.shown(id);
$$;
SELECT test.status_set(u, u, 'available') FROM unnest('{ann,ben}'::text[]) AS u;
SELECT test.begin('x', '+12025550160'), test.begin('y', '+12025550161');
SELECT test.is(test.talk('x', 'ann'), 'assigned talking', 'she talks');
SELECT test.is(test.asked('nope', 'ann', 'ringing') || ', ' || test.asked('x', 'ben', 'ringing') || ', ' || test.handed('x', 'ben'), 'not_found, stale, stale', 'who does not have the call brings nobody in');
SELECT test.version('x') AS v \gset
SELECT test.is(test.asked('x', 'ann', NULL) || ' ' || (test.version('x') = :v), 'ok true', 'nobody to be taken back');
SELECT test.is(test.asked('x', 'ann', 'ringing', 'ben') || ' ' || (test.version('x') > :v), 'ok true', 'she asks an agent');
SELECT test.is(test.call_shows('x', 'consult') - 'name', '{"number": "8102", "state": "ringing"}', 'which is shown');
SELECT test.is(test.asked('x', 'ann', 'talking', 'ben') || ' ' || (test.call_shows('x', 'consult') ->> 'state'), 'ok talking', 'who picks up');
SELECT test.is(test.talk('y', 'ben'), 'assigned talking', 'but has a call of his own meanwhile');
SELECT test.is(test.asked('x', 'ann', 'ringing', 'wim') || ' ' || (test.call_shows('x', 'consult') ->> 'state'), 'cannot_take status talking', 'whom she asks next is judged, too, though somebody is shown already');
SELECT test.is(test.handed('x', 'ann', 'ben'), 'cannot_take capacity', 'so he can''t be left with hers');
SELECT test.is(test.shown('x') || ' ' || test.room('ann') || ' ' || (test.call_shows('x', 'consult') ->> 'state'), 'assigned talking 0/1 talking', 'and nothing has changed');
SELECT test.over('y'), test.wrap_end(test.of('y'), 'ben');
SELECT test.is(test.muted('x', 'ann', true) || ' ' || test.is_muted('x'), 'ok true', 'while she is muted');
SELECT test.is(test.handed('x', 'ann', 'ben') || ' ' || test.shown('x'), 'ok assigned talking', 'now he can');
SELECT test.is(test.is_muted('x') || ' ' || test.muted('x', 'ann', true) || ' ' || test.is_muted('x'), 'false stale false', 'he is not muted, and what comes late of her does not mute him');
SELECT test.is(i.agent || ' ' || i.former_agent || ' ' || test.room('ann') || ' ' || test.room('ben'), test.who('ben') || ' ' || test.who('ann') || ' 0/0 0/1', 'it is his')
FROM routing.interaction AS i WHERE i.id = test.of('x');
SELECT test.is(test.call_shows('x', 'consult'), 'null', 'and nobody is asked any more');
SELECT test.version('x') AS v \gset
SELECT test.is(test.handed('x', 'ann', 'ben') || ' ' || (test.version('x') = :v), 'ok true', 'told again, nothing changes');
SELECT test.is(test.handed('x', 'ann'), 'stale', 'who has left it gives it to nobody else');
SELECT test.is(test.listen('nope', 'sue', 'supervisor', 'listen') || ' ' || test.listen('x', 'ben', 'agent', 'listen') || ' ' || test.listen('x', 'ben', 'administrator', 'listen'), 'not_found not_found not_yours',
	'who leads nobody listens to nobody, and nobody to themselves');
SELECT test.version('x') AS v \gset
SELECT test.is(test.listen('x', 'sue', 'administrator', 'listen') || ' ' || (test.version('x') = :v) || ' ' || test.call_shows('x', 'heard'), 'ok true []', 'who listens is not shown');
UPDATE directory.role SET permissions = array_remove(permissions, 'calls_listen') WHERE tenant = 1;
SELECT test.is(test.listen('x', 'sue', 'administrator', 'whisper') || ' ' || test.call_shows('x', 'heard'), 'forbidden []', 'who has not the permission listens no more, nor is heard');
UPDATE directory.role SET permissions = permissions || '{calls_listen}' WHERE tenant = 1 AND user_role <> 'agent';
SELECT test.is(test.listen('x', 'sue', 'administrator', 'whisper') || ' ' || (test.call_shows('x', 'heard') #>> '{0,mode}'), 'ok whisper', 'who is heard is');
SELECT test.is(test.listen('x', 'sue', 'administrator', 'whisper') || ' ' || test.listen('x', 'sue', 'administrator', NULL) || ' ' || test.listen('x', 'sue', 'administrator', NULL) || ' ' || test.call_shows('x', 'heard'), 'ok ok ok []', 'until they leave');
SELECT test.is(string_agg(a.action, ' ' ORDER BY a.id), 'call_listen call_whisper call_listen_end', 'all of which is audited, once') FROM ops.audit AS a WHERE a.action LIKE 'call\_%' AND a.key = test.of('x');
SELECT test.is(test.listen('x', 'sue', 'administrator', 'listen'), 'ok', 'she listens again');
SELECT test.is(test.listen('x', 'sue', 'agent', 'listen') || ' ' || test.listen('x', 'sue', 'administrator', 'listen'), 'not_found ok', 'asked in the same way, it is judged whether she may');
UPDATE directory.app_user SET role = 'administrator' WHERE username = 'sue';
SELECT test.is(test.listen('x', 'sue', NULL, 'listen'), 'ok', 'nobody says her role: the one that she has counts');
UPDATE directory.app_user SET disabled = true WHERE username = 'sue';
SELECT test.is(test.listen('x', 'sue', NULL, 'listen'), 'not_found', 'who may not log in has none');
UPDATE directory.app_user SET role = 'agent', disabled = false WHERE username = 'sue';
SELECT test.is(test.listen('x', 'sue', NULL, 'listen'), 'not_found', 'nor has who leads nobody any more');
UPDATE directory.app_user SET role = 'supervisor' WHERE username = 'sue';
SELECT test.is(test.listen('x', 'sue', 'administrator', 'join') || ' ' || test.asked('x', 'ben', 'ringing'), 'ok ok', 'somebody outside is asked');
SELECT test.is(test.handed('x', 'ben') || ' ' || test.shown('x'), 'ok ended over transferred', 'and left with the caller: for routing it is over');
SELECT test.is(test.handed('x', 'ben') || ' ' || test.shown('x'), 'ok ended over transferred', 'told again, nothing changes');
SELECT test.is(c.state, 'talking', 'while they talk on') FROM voice.call AS c WHERE c.call = 'x';
SELECT test.is(test.listen('x', 'sue', 'administrator', 'whisper') || ' ' || test.asked('x', 'ben', 'ringing'), 'interaction_ended stale', 'nobody is brought in any more');
SELECT test.is(test.listen('x', 'sue', 'administrator', 'join'), 'interaction_ended', 'nor is who was there, asked in the same way');
SELECT test.is(test.room('ben'), '0/0', 'the agent is free');
SELECT test.is(test.over('x', 'agent_phone', 'normal', 'ben') || ' ' || test.shown('x'), 'ok ended over transferred', 'until one of them hangs up');
SELECT test.is(count(*), 0::bigint, 'of who listened nothing is left') FROM voice.listener;

-- ---- the numbers are right ----

SELECT test.is(count(*), 0::bigint, 'nobody''s capacity differs from what they have') FROM routing.impossible(100);
SELECT test.over('e');
SELECT test.wrong_loads();
SELECT test.is(string_agg(c.call, ' '), NULL, 'nothing is left') FROM voice.call AS c WHERE c.state <> 'over';

-- ---- who is called ----

UPDATE directory.app_user SET has_work = true, work_number = '+15550000101', work_extension = '201', agent_extension = '7201' WHERE username = 'ann';
INSERT INTO directory.service (tenant, kind, name, extension, numbers) VALUES (1, 'auto_attendant', 'Menu', '900', '[{"label": "Main", "kind": "phone", "number": "+15550000199", "shown": "+15550000199"}]');
CREATE FUNCTION test.who_is(number text) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(c.kind || ' ' || c.name, ', ') FROM voice.called_2(number) AS c $$;
CREATE FUNCTION test.who_at(extension text) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(c.kind || ' ' || c.name, ', ') FROM voice.called_extension(1, extension) AS c $$;
SELECT test.is(test.who_is('+15550000100'), 'channel Phone', 'a channel''s number');
SELECT test.is(test.who_is('+15550000101'), 'user Ann', 'a Work number');
SELECT test.is(test.who_is('+15550000199'), 'service Menu', 'a service''s');
SELECT test.is(test.who_is('+15550000001'), NULL, 'a channel of texts is not called');
SELECT test.is(count(*), 0::bigint, 'nor is another organisation''s number') FROM voice.called('{2}', '+15550000100');
SELECT test.is(test.who_at('201') || ', ' || test.who_at('7201') || ', ' || test.who_at('900'), 'user Ann, agent Ann, service Menu', 'extensions');
SELECT test.is(test.who_at('202'), NULL, 'and one that nobody has');
UPDATE directory.app_user SET disabled = true WHERE username = 'ann';
SELECT test.is(test.who_is('+15550000101'), NULL, 'who is disabled is not reached');
SELECT test.is(s.announce_every_s || ' ' || s.record || ' ' || s.answer_at_entry, '45 false true', 'how a queue sounds') FROM voice.queue_sound(1, 30) AS s;
SELECT test.is(count(*), 0::bigint, 'a queue of chats does not') FROM voice.queue_sound(1, 1);

-- ---- a recording that is told late (AD-7) ----

CREATE FUNCTION test.tape(id text, part integer) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('voice.recording_add(1, %s, %L, %s, %s, NULL, ''+12025550177'', ''Nora'', ops.clock(), 1000, ''voiced'', ''tape-%s'', 160)',
		test.who('ann'), id, part, test.of(id), part), ARRAY[ops.key('calls', 1, test.who('ann')::text)])).outcome $$;
SELECT test.begin('taped', '+12025550177');
SELECT test.is(test.tape('taped', 1) || ' ' || test.tape('taped', 1), 'ok seen', 'a recording is noted, once');
SELECT test.over('taped');
UPDATE messaging.conversation SET state = 'closed', closed_at = COALESCE(closed_at, ops.clock()), number = 'erased', number_hash = NULL, erased_at = ops.clock()
WHERE id = (SELECT c.conversation FROM voice.call AS c WHERE c.call = 'taped');
SELECT test.is(test.tape('taped', 2) || ' ' || test.tape('taped', 2), 'gone gone', 'of an erased customer nothing is noted');
SELECT test.is((SELECT string_agg(r.part::text, ' ') FROM voice.recording AS r WHERE r.call = 'taped'), '1', 'no number, no name');
SELECT test.is((SELECT string_agg(d.file, ' ') FROM voice.recordings_due('voiced', 10) AS d), 'tape-2', 'its file is to be deleted');
BEGIN;
SELECT ops.batch_begin(ARRAY[ops.key('calls', 1, test.who('ann')::text)]);
SELECT test.is((voice.recording_add(1, test.who('ann'), 'taped', 3, test.of('taped'), NULL, NULL, NULL, ops.clock(), 1000, 'voiced', 'tape-3', 160)).outcome,
	'moved', 'it needs the key of its conversation, which may be erased just now');
ROLLBACK;

-- Sounds of one's own (SP-10, SP-14): of a queue by use, of a user the greeting alone; nobody else's.
CREATE FUNCTION test.sound(use text, bytes text, owner bigint, queue bigint) RETURNS text LANGUAGE sql AS $$
	SELECT a.outcome || COALESCE(' ' || (a.body ->> 'use') || ' ' || (a.body ->> 'own'), '') FROM test.call(format(
		'voice.greeting_set(NULL, NULL, 1, %L::bigint, 2000, ''p'', sha256(%L), %L::bytea, %L::bigint, %L)', owner, COALESCE(bytes, ''), bytes, queue, use),
		ARRAY[voice.voicemail_key(1, owner, queue), ops.key('file', 1, encode(sha256(COALESCE(bytes, '')::bytea), 'hex'))]) AS a $$;
CREATE FUNCTION test.sounds(tenant bigint, owner bigint, queue bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(s.use || ':' || convert_from(b.bytes, 'UTF8'), ' ' ORDER BY s.use)
	FROM voice.own_sounds(sounds.tenant, sounds.owner, sounds.queue) AS s CROSS JOIN LATERAL voice.own_sound_bytes(sounds.tenant, s.file) AS b $$;
SELECT test.is(test.sound('welcome', 'hello', NULL, 30) || ', ' || test.sound('music', 'tune', NULL, 30) || ', ' || test.sound('voicemail', 'beep', NULL, 30),
	'ok welcome true, ok music true, ok voicemail true', 'a queue has several sounds of its own');
SELECT test.is(test.sound('voicemail', 'mine', test.who('ann'), NULL), 'ok voicemail true', 'a user has a greeting');
SELECT test.is(test.sounds(1, NULL, 30), 'music:tune voicemail:beep welcome:hello', 'they are found by their queue');
SELECT test.is(test.sounds(1, test.who('ann'), NULL), 'voicemail:mine', 'and by their user');
SELECT test.is(concat(test.sounds(1, NULL, 31), test.sounds(2, NULL, 30), test.sounds(1, 0, 0)), '', 'not by another queue, organisation or user');
SELECT test.is(count(*), 0::bigint, 'nor are their bytes another organisation''s') FROM voice.greeting AS g CROSS JOIN LATERAL voice.own_sound_bytes(2, g.file) AS b;
SELECT test.is(test.sound('music', 'other', NULL, 30) || ' ' || test.sounds(1, NULL, 30), 'ok music true music:other voicemail:beep welcome:hello', 'one is replaced, the others stay');
SELECT test.is(test.sound('music', NULL, NULL, 30) || ' ' || test.sounds(1, NULL, 30), 'ok music false voicemail:beep welcome:hello', 'and taken back');
SELECT test.is(test.sound('welcome', 'hello', NULL, 999), 'not_found', 'of a queue that is not there none is set');
SELECT test.is(voice.queue_sounds_json(1, 30, '{music,welcome}') -> 'data' -> 1 ->> 'own', 'true', 'they are listed as they are asked for');
SELECT test.is(voice.queue_sounds_json(2, 30, '{music}'), NULL, 'to their organisation alone');
SELECT test.is(test.sound('voicemail', NULL, NULL, 30) || ' ' || test.sounds(1, test.who('ann'), NULL), 'ok voicemail false voicemail:mine', 'a queue''s greeting is no user''s');
SELECT test.fails(format('SELECT test.sound(''music'', ''x'', %s, NULL)', test.who('ann')), '23514', 'a user has no music');
SELECT test.fails('SELECT test.sound(''noise'', ''x'', NULL, 30)', '23514', 'and a queue no other sounds');
