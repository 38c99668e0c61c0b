-- An event shows its entity as it was at its version, whatever came after (issue 15, D7): each state is noted as it is when its event is
-- the newest, and compared when all is over.
\ir testing_work.sql
CREATE TEMP TABLE noted (event bigint PRIMARY KEY, type text, data jsonb, version bigint);
GRANT ALL ON noted TO PUBLIC;
-- Notes the states of all things whose last version an event told of.
CREATE FUNCTION pg_temp.look() RETURNS void LANGUAGE sql AS $$
	INSERT INTO noted
	SELECT DISTINCT ON (e.kind, e.key) e.id, e.type, s.state, e.version FROM ops.event AS e
	CROSS JOIN LATERAL ops.state(e.kind, e.tenant, e.key) AS s
	WHERE e.tenant = 1 AND e.type IS NOT NULL AND e.kind IN (1, 2, 3, 5, 9, 11, 12, 21) AND s.version = e.version
	ORDER BY e.kind, e.key, e.id DESC
	ON CONFLICT DO NOTHING
$$;
CREATE FUNCTION pg_temp.shown(event bigint) RETURNS jsonb LANGUAGE sql AS $$
	SELECT hooks.event_json('s', e.tenant, e.id, e.at, e.kind, e.key, e.type) FROM ops.event AS e WHERE e.id = event
$$;
-- A call's number is forgotten with it.
CREATE FUNCTION pg_temp.numberless(data jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT data #- '{call,number}' #- '{call,consult,number}' $$;
-- Those that are shown otherwise now, and in what.
CREATE FUNCTION pg_temp.differ() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s v%s: %s', n.type, n.version, (SELECT string_agg(format('%s was %s is %s', k, n.data -> k, s.body #> ARRAY['data', k]), ', ')
		FROM (SELECT jsonb_object_keys(n.data || (s.body -> 'data')) AS k) AS f WHERE n.data -> k IS DISTINCT FROM s.body #> ARRAY['data', k])), E'\n')
	FROM noted AS n CROSS JOIN LATERAL (SELECT pg_temp.shown(n.event) AS body) AS s
	WHERE pg_temp.numberless(s.body -> 'data') IS DISTINCT FROM pg_temp.numberless(n.data) OR (s.body ->> 'version')::bigint <> n.version
$$;
CREATE FUNCTION pg_temp.ask(interaction bigint, actor text, to_agent text, to_queue bigint, consult boolean) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('routing.interaction_transfer(%L, NULL, 1, %s, %L, %s, %L, %L, %L, %L)', c, test.who(actor), 'agent', interaction,
		to_queue, test.who(to_agent), consult, 'have a look'), test.command_keys(c))).outcome FROM test.command() AS c
$$;

-- ---- a conversation with all that can happen in it ----

SELECT directory.user_create(1, 'kim', 'Kim', 'x', 'agent', true, false, (SELECT group_id FROM directory.app_user WHERE username = 'ann'));
INSERT INTO routing.queue (tenant, id, name, priority) VALUES (1, 20, 'Billing', 3);
SELECT ops.holder_claim('group', 1, 1, 0, 0);
SELECT test.available('ann'), test.available('ben'), test.available('kim'); SELECT pg_temp.look();
SELECT test.text_in('+4915100000901', 'hello') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS i, (:'got'::jsonb ->> 'conversation')::bigint AS c \gset
SELECT pg_temp.look();
SELECT test.offer(:i, 'ben'); SELECT pg_temp.look();
SELECT test.reject(test.live_offer(:i), 'ben'); SELECT pg_temp.look();
SELECT test.offer(:i, 'ann'); SELECT pg_temp.look();
SELECT test.accept(test.live_offer(:i), 'ann'); SELECT pg_temp.look();
SELECT test.say(:c, 'ann', 'hello yourself'); SELECT pg_temp.look();
SELECT o.id AS out FROM sms.outbox AS o ORDER BY o.id DESC LIMIT 1 \gset
SELECT (test.send_begin(:out) ->> 'attempt')::integer AS attempt \gset
SELECT pg_temp.look();
SELECT test.send_end(:out, :attempt, 'sent', 'PV1'); SELECT pg_temp.look();
SELECT test.receipt('PV1', 'delivered'); SELECT pg_temp.look();
SELECT test.is(pg_temp.ask(:i, 'ann', 'kim', NULL, true), 'created', 'a colleague is asked in'); SELECT pg_temp.look();
SELECT test.accept(test.live_offer(:i), 'kim'); SELECT pg_temp.look();
SELECT (test.call(format('messaging.customer_create(%L, NULL, 1, %s, %L, %L, %L, %L)', c, test.who('eve'), 'administrator', 'Zoë', '+4915100000901', 'likes tea'), test.command_keys(c))).body ->> 'id' AS zoe
FROM test.command() AS c \gset
SELECT pg_temp.look();
SELECT (test.call(format('messaging.customer_update(%L, NULL, 1, %s, %L, %s, NULL, NULL, %L)', c, test.who('eve'), 'administrator', :zoe, 'likes coffee'),
	test.command_keys(c, ops.key('customer', 1, :'zoe')))).outcome FROM test.command() AS c;
SELECT pg_temp.look();
SELECT (test.call(format('messaging.customer_update(%L, NULL, 1, %s, %L, %s, NULL, NULL, NULL, %L)', c, test.who('eve'), 'administrator', :zoe, 'Bakery'),
	test.command_keys(c, ops.key('customer', 1, :'zoe')))).outcome FROM test.command() AS c;
SELECT pg_temp.look();
CREATE FUNCTION pg_temp.number(id bigint, number text, given boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	c bytea := test.command();
	answer ops.answer := test.call(format('messaging.customer_number_set(%L, NULL, 1, %s, %L, %s, %L, %L, false)', c, test.who('eve'), 'administrator', id, number, given),
		test.command_keys(c, VARIADIC ops.key('customer', 1, id::text) || messaging.number_keys(1, number)));
BEGIN
	PERFORM pg_temp.look();
	RETURN answer.outcome;
END $$;
SELECT test.is(pg_temp.number(:zoe, 'mail:zoe@example.com', true) || pg_temp.number(:zoe, '+4915100000902', true) || pg_temp.number(:zoe, '+4915100000902', false), 'okokok', 'a customer gets an address, and a number for a while');
SELECT (test.call(format('messaging.customer_create(%L, NULL, 1, %s, %L, %L, %L, NULL)', c, test.who('eve'), 'administrator', 'Kay', '+4915100000903'), test.command_keys(c))).body ->> 'id' AS kay FROM test.command() AS c \gset
SELECT pg_temp.look();
SELECT test.is(pg_temp.number(:kay, '+4915100000903', false) || pg_temp.number(:zoe, '+4915100000903', true), 'okok', 'and one that was another''s');
SELECT test.is(pg_temp.ask(:i, 'ann', NULL, 20, false), 'ok', 'and it goes back to the queue'); SELECT pg_temp.look();
SELECT test.pass('31 s');
SELECT test.available('ann'), test.offer(:i, 'ann'); SELECT pg_temp.look();
SELECT test.accept(test.live_offer(:i), 'ann'); SELECT pg_temp.look();
SELECT test.text_in('+4915100000901', 'and now?'); SELECT pg_temp.look();
SELECT test.status_set('sue', 'ann', 'work_offline'); SELECT pg_temp.look();
SELECT test.end_(:i, 'ann', NULL); SELECT pg_temp.look();
SELECT test.wrap_end(:i, 'ann', 'a note'); SELECT pg_temp.look();
SELECT test.status_set('ann', 'ann', 'on_break', false, 1); SELECT pg_temp.look();
SELECT test.status_set('ann', 'ann', 'logged_out'); SELECT pg_temp.look();

-- ---- callbacks, alarms, calls for help ----

SELECT routing.callback_promise(r, ops.clock()) FROM routing.interaction AS r WHERE r.id = :i; SELECT pg_temp.look();
CREATE FUNCTION pg_temp.callback(state_ text, agent_ bigint, note_ text, type text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	c routing.callback;
BEGIN
	SELECT * INTO c FROM routing.callback;
	c.state := state_;
	c.agent := agent_;
	c.taken_at := CASE WHEN agent_ IS NOT NULL THEN COALESCE(c.taken_at, ops.clock()) END;
	c.done_at := CASE state_ WHEN 'done' THEN ops.clock() END;
	c.note := note_;
	PERFORM routing.callback_change(c, type);
	PERFORM pg_temp.look();
END $$;
SELECT pg_temp.callback('taken', test.who('ann'), NULL, 'callback.taken');
SELECT pg_temp.callback('waiting', NULL, NULL, 'callback.released');
SELECT pg_temp.callback('taken', test.who('kim'), NULL, 'callback.taken');
SELECT pg_temp.callback('done', test.who('kim'), 'reached them', 'callback.done');
SELECT routing.alarm_raise(1, 1, 'oldest_wait', 'Long wait', 1, 60, 90, NULL) AS alarm \gset
SELECT pg_temp.look();
SELECT routing.alarm_clear(1, :alarm); SELECT pg_temp.look();

CREATE FUNCTION pg_temp.help(step text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ben')));
	PERFORM presence.emergency_call(1, test.who('ben'), 'help-1', false, '112', step, ops.clock());
	PERFORM ops.batch_end();
	PERFORM pg_temp.look();
END $$;
SELECT pg_temp.help('began'); SELECT pg_temp.help('answered'); SELECT pg_temp.help('ended');

-- ---- a call ----

INSERT INTO directory.phone_number (tenant, number, stage) VALUES (1, '+15550000100', 'claimed');
INSERT INTO routing.queue (tenant, id, name, medium, wrap_ms, weight) VALUES (1, 30, 'Hotline', 'voice', 30000, 250);
INSERT INTO routing.member (tenant, queue, agent) VALUES (1, 30, test.who('kim'));
SELECT directory.channel_create(1, 'voice', 'Phone', 'hook-key-0123456780', '+15550000100') AS ch \gset
INSERT INTO ops.instance (boot, name, bus_url, http_url, release, started_at, beat_at) VALUES (501, 'voiced', '', 'http://127.0.0.1:1', '1.0', ops.clock(), ops.clock());
SELECT voice.live_begin(501, '{}') AS epoch \gset
CREATE FUNCTION pg_temp.voice(call text, VARIADIC more bigint[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer := test.call('voice.' || call, ops.key('call', 1, 'a') || more);
BEGIN
	PERFORM pg_temp.look();
	PERFORM test.pass('1 s');
	RETURN answer.outcome;
END $$;
SELECT test.available('kim'); SELECT pg_temp.look();
SELECT test.is(pg_temp.voice(format('call_begin(1, %s, ''a'', %s, ''+12025550101'', ''Somebody'')', :ch, :epoch), ops.key('conversation', 1, :ch || ':+12025550101'), ops.key('customer_number', 1, '+12025550101')), 'created', 'a call comes in');
SELECT c.interaction AS v FROM voice.call AS c WHERE c.call = 'a' \gset
SELECT (test.call(format('routing.place(1, %s, 30, NULL, NULL, ''{}'')', :v), ARRAY[ops.key('interaction', 1, :'v')])).outcome; SELECT pg_temp.look();
SELECT test.pass('1 s');
SELECT (test.call(format('routing.offer_make(1, %s, %s, %s, 30, NULL, NULL, NULL, ''{}'')', :v, (SELECT r.version FROM routing.interaction AS r WHERE r.id = :v), test.who('kim')),
	ARRAY[test.agent_key('kim'), ops.key('interaction', 1, :'v')])).outcome; SELECT pg_temp.look();
SELECT test.is(pg_temp.voice(format('offer_answered(1, ''a'', %s)', test.live_offer(:v))), 'ok', 'it is answered');
SELECT pg_temp.voice('call_held(1, ''a'', true, ''agent'')'), pg_temp.voice('call_held(1, ''a'', false, ''agent'')');
SELECT pg_temp.voice(format('call_muted(1, ''a'', %s, true)', test.who('kim'))), pg_temp.voice(format('call_keyed(1, ''a'', %s, 3)', test.who('kim')));
SELECT test.is(pg_temp.voice(format('call_over(1, ''a'', ''caller'', ''normal'', %s)', test.who('kim'))), 'ok', 'and ends');
SELECT test.is((SELECT string_agg(concat_ws(' ', n.data #>> '{call,state}', CASE n.data #>> '{call,muted}' WHEN 'true' THEN 'muted' END), ', ' ORDER BY n.event) FROM noted AS n
	JOIN ops.event AS e ON e.id = n.event WHERE e.kind = 3 AND e.key = :v AND e.type <> 'interaction.arrived'), 'waiting, ringing, talking, held, talking, talking muted, talking muted, over', 'each way that it stood was noted');

SELECT test.is((SELECT string_agg(DISTINCT n.type, ' ' ORDER BY n.type) FROM noted AS n), 'alarm.cleared alarm.raised callback.done callback.promised callback.released callback.taken customer.changed customer.created emergency.answered emergency.dialled emergency.ended interaction.arrived interaction.assigned interaction.changed interaction.consulted '
	'interaction.ended interaction.offered interaction.waiting interaction.wrap_up message.noted message.received message.written offer.rejected receipt.delivered receipt.sending receipt.sent '
	'status.available status.changed status.on_break status.work_offline', 'most types were noted');
SELECT test.is(pg_temp.differ(), NULL, 'each event shows the state of its version when all is over');
SELECT test.is((SELECT s.body #>> '{data,former_agent}' || (s.body #>> '{data,state}') FROM ops.event AS e, pg_temp.shown(e.id) AS s (body) WHERE e.type = 'interaction.transferred' AND e.key = :i),
	test.who('ann') || 'waiting', 'a transfer says who gave it away');

-- ---- an event of an earlier release ----

UPDATE ops.event SET state = NULL WHERE kind = 3 AND key = :i AND type = 'interaction.offered';
SELECT test.is((SELECT string_agg(DISTINCT (s.body #>> '{data,state}') || (s.body ->> 'version' = (SELECT r.version::text FROM routing.interaction AS r WHERE r.id = :i))::text, ',')
	FROM ops.event AS e, pg_temp.shown(e.id) AS s (body) WHERE e.kind = 3 AND e.key = :i AND e.type = 'interaction.offered'), 'endedtrue',
	'one that keeps nothing shows the state of now, with its version');
SELECT test.is((hooks.event_json('s', 1, 1, '2020-01-01', 3, :i, 'interaction.offered') #>> '{data,state}'), 'ended', 'so does one that is gone with its month');

-- ---- what is forgotten ----

SELECT test.is((SELECT count(*) FROM messaging.customer_version), 9::bigint, 'a customer''s record is kept by version');
SELECT ops.sequence(10000);
SELECT test.is(messaging.customer_version_sweep(10), 0::bigint, 'as long as an event of then can be pulled');
SELECT test.is((SELECT (test.call(format('messaging.customer_erase(%L, NULL, 1, %s, %L, %s, false)', c, test.who('eve'), 'administrator', :zoe), ARRAY[ops.key('command', 1, encode(c, 'hex'))])).outcome
	FROM test.command() AS c), 'ok', 'who is erased');
SELECT test.is((SELECT string_agg(DISTINCT s.body #>> '{data,name}' || (s.body #>> '{data,notes}'), ',') FROM ops.event AS e, pg_temp.shown(e.id) AS s (body) WHERE e.kind = 9 AND e.key = :zoe), 'Erased', 'is erased in each of their events');
SELECT test.is((SELECT string_agg(format('%s v%s %s', v.customer = :kay, v.version, v.numbers), ', ' ORDER BY v.version) FROM messaging.customer_version AS v), 't v1 {}, t v2 {}', 'and kept in no version, nor their number in another''s');
SELECT test.is((SELECT count(*) FROM ops.event AS e WHERE e.state::text ~ 'Zoë|tea|coffee|hello|a note|have a look|reached|\+49151'), 0::bigint, 'no event keeps any text');
SELECT test.pass('40 days');
SELECT (test.call(format('messaging.customer_create(%L, NULL, 1, %s, %L, %L, NULL, NULL)', c, test.who('eve'), 'administrator', 'Old'), test.command_keys(c))).outcome FROM test.command() AS c;
SELECT test.pass('40 days');
SELECT test.available('kim');
SELECT ops.sequence(10000);
DELETE FROM ops.feed AS f WHERE f.at < ops.clock() - interval '30 days';
SELECT test.is(messaging.customer_version_sweep(10), 3::bigint, 'what no event can be pulled of is swept');
