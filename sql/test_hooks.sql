-- Webhooks: what events are called, pages of the feed, progress behind the fence, parked and dead letters,
-- secrets, pulling (IN-1, IN-2; rules 3, 6, 13, 20, 31, 32).
\ir testing_work.sql

CREATE FUNCTION pg_temp.key(id bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT ops.key('webhook', 1, id::text) $$;
CREATE FUNCTION pg_temp.make(id bigint, types text[] DEFAULT '{*}', tenant bigint DEFAULT 1, command bytea DEFAULT test.command())
RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('hooks.endpoint_create(%L, NULL, %s, 1, ''administrator'', %s, ''https://example.com/'', %L, NULL, NULL, ''\x01ff'')',
		command, tenant, id, types), ARRAY[ops.key('webhooks', tenant, ''), ops.key('command', tenant, encode(command, 'hex'))])
$$;
CREATE FUNCTION pg_temp.change(id bigint, version bigint, enabled boolean, command bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('hooks.endpoint_update(%L, NULL, 1, 1, ''administrator'', %s, %s, NULL, NULL, %L, NULL)', command, id, version, enabled),
		test.command_keys(command, pg_temp.key(id)))
$$;
CREATE FUNCTION pg_temp.resend(id bigint, event bigint, command bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('hooks.resend(%L, NULL, 1, 1, ''administrator'', %s, %L)', command, id, event), test.command_keys(command, pg_temp.key(id)))
$$;
CREATE FUNCTION pg_temp.tell(id bigint, epoch bigint, told jsonb) RETURNS jsonb LANGUAGE sql AS $$
	SELECT test.row_(format('hooks.progress(1, %s, %s, %L)', id, epoch,
		'{"pos": 1, "event": 1, "ahead": [], "park": [], "done": [], "failed": [], "log": [], "paused": false, "gone": false}'::jsonb || told), ARRAY[pg_temp.key(id)])
$$;
CREATE FUNCTION pg_temp.event(pos bigint, event bigint, thread text, wait_ms bigint) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('pos', pos, 'event', event, 'at', ops.clock(), 'kind', 5, 'key', 1, 'type', 'message.received',
		'thread', thread, 'attempt', 1, 'wait_ms', wait_ms)
$$;
CREATE FUNCTION pg_temp.due(id bigint) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(d.event::text, ' '), '') FROM hooks.due(1, id, 10) AS d
$$;
CREATE FUNCTION pg_temp.waiting(id bigint) RETURNS text LANGUAGE sql AS $$ -- event, or event! when it is due some time
	SELECT COALESCE(string_agg(p.event || CASE WHEN p.due_at IS NULL THEN '' ELSE '!' END, ' ' ORDER BY p.pos, p.event), '')
	FROM hooks.parked AS p WHERE p.endpoint = id
$$;

-- ---- what events are called ----

SELECT test.available('ann');
SELECT test.handled('+4915100000001', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS interaction, (:'got'::jsonb ->> 'conversation')::bigint AS conversation \gset
SELECT test.say(:conversation, 'ann', 'hello yourself');
SELECT ops.sequence(1000);
SELECT test.is((SELECT string_agg(e.type, ' ' ORDER BY e.id) FROM ops.event AS e WHERE e.kind = 3 AND e.key = :interaction),
	'interaction.arrived interaction.offered interaction.assigned', 'an interaction''s events are called after its new states');
SELECT test.is((SELECT string_agg(e.type, ' ' ORDER BY e.id) FROM ops.event AS e WHERE e.kind = 5), 'message.received message.written',
	'a message''s after who wrote it');
SELECT test.ok(EXISTS (SELECT FROM ops.event AS e WHERE e.kind = 1 AND e.type = 'status.available'), 'an agent''s after their new status');
SELECT test.ok(EXISTS (SELECT FROM ops.event AS e WHERE e.kind = 1 AND e.type = 'status.changed'), 'or status.changed, when another part of it changed');
SELECT test.is((SELECT count(*) FROM ops.event AS e WHERE e.kind NOT IN (1, 3, 5, 7) AND e.type IS NOT NULL), 0::bigint, 'nobody is told of offers that were accepted, and of configuration');
SELECT test.is((SELECT count(*) FROM ops.event AS e WHERE e.kind = 1 AND e.type IS NULL) > 0, true, 'nor of an agent''s load');

-- ---- pages of the feed ----

SELECT ops.feed_head() AS head \gset
SELECT string_agg(p.type, ' ') AS types, bool_and(p.thread = 'conversation/' || :conversation) AS threads
FROM hooks.page(1, '{interaction.*,message.*}', 0, 0, 1000, 1000) AS p WHERE p.event IS NOT NULL \gset
SELECT test.ok(:'types' IN ('message.received interaction.arrived interaction.offered interaction.assigned message.written',
	'interaction.arrived message.received interaction.offered interaction.assigned message.written'), 'a page has the wanted types, in the order of the feed', :'types');
SELECT test.ok(:'threads', 'interaction and messages are of one thread, their conversation''s');
SELECT test.is((SELECT (p.pos, p.event)::text FROM hooks.page(1, '{receipt.failed}', 0, 0, 1000, 1000) AS p), format('(%s,)', :head),
	'a page without events says how far was looked');
SELECT test.is((SELECT count(*) FROM hooks.page(1, '{*}', 0, 0, 1000, 2) AS p), 2::bigint, 'a full page has no such row');
WITH RECURSIVE steps AS (
	SELECT p.pos, p.event, 1 AS n FROM hooks.page(1, '{*}', 0, 0, 1, 1) AS p
	UNION ALL
	SELECT p.pos, p.event, s.n + 1 FROM steps AS s CROSS JOIN LATERAL hooks.page(1, '{*}', s.pos, COALESCE(s.event, 9223372036854775807), 1, 1) AS p
	WHERE s.n < 500 AND s.pos <= :head AND NOT (s.pos = :head AND s.event IS NULL)
)
SELECT test.is((SELECT array_agg(s.event ORDER BY s.n) FILTER (WHERE s.event IS NOT NULL) FROM steps AS s),
	(SELECT array_agg(p.event) FILTER (WHERE p.event IS NOT NULL) FROM hooks.page(1, '{*}', 0, 0, 1000, 1000) AS p),
	'one position and one event at a time gives the same, nothing twice');
SELECT test.is((SELECT count(*) FROM hooks.page(2, '{*}', 0, 0, 1000, 1000) AS p WHERE p.event IS NOT NULL), 0::bigint, 'another tenant gets none of it');

-- ---- the body ----

SELECT hooks.event_body('https://x', 1, 77, '2026-01-31 08:15:00.1234+00', 3, :interaction, 'interaction.assigned')::jsonb AS body \gset
SELECT test.is((:'body'::jsonb - 'data' - 'version')::text, jsonb_build_object('specversion', '1.0', 'id', '77', 'source', 'https://x/tenants/1',
	'type', 'trunkline.interaction.assigned', 'subject', 'interaction/' || :interaction, 'time', '2026-01-31T08:15:00.123Z',
	'datacontenttype', 'application/json')::text, 'an event is a CloudEvent 1.0');
SELECT test.is(:'body'::jsonb -> 'data', (SELECT s.state FROM ops.state(3, 1, :interaction) AS s), 'its data is the thing''s state as it is now');
SELECT test.is(hooks.event_body('https://x', 1, 77, ops.clock(), 3, 999999, 'interaction.ended')::jsonb -> 'data', 'null'::jsonb, 'null when it is gone');
SELECT test.is((SELECT count(*) FROM information_schema.columns AS c WHERE c.table_schema = 'hooks' AND c.column_name IN ('body', 'text', 'number', 'data')), 0::bigint,
	'no table of webhooks holds texts or numbers (rule 31)');

SELECT test.fails(format('SELECT routing.interaction_change(i) FROM routing.interaction AS i WHERE i.id = %s', :interaction), 'P0004',
	'a state that is not new can''t be told as one');
SELECT routing.interaction_change(i, false) FROM routing.interaction AS i WHERE i.id = :interaction;
SELECT test.is((SELECT e.type FROM ops.event AS e WHERE e.kind = 3 AND e.key = :interaction ORDER BY e.id DESC LIMIT 1), 'interaction.changed',
	'what changes beside its state is told as that');

-- ---- endpoints ----

SELECT (pg_temp.make(1, command => '\x00000000000000000000000000000001')).body AS made \gset
SELECT test.is((:'made'::jsonb ->> 'webhook', :'made'::jsonb ->> 'enabled', :'made'::jsonb -> 'secret')::text, '(1,true,"{""box"": ""01ff""}")', 'a new endpoint answers its sealed secret');
SELECT test.is((pg_temp.make(1, command => '\x00000000000000000000000000000001')).body, :'made'::jsonb, 'asked twice it answers the same');
SELECT test.is((hooks.endpoint_get(1, 1)) ? 'secret', false, 'nobody is shown it again');
SELECT test.is(hooks.endpoint_get(2, 1), NULL, 'another tenant does not see it');
SELECT test.is((SELECT p.pos FROM hooks.position AS p WHERE p.endpoint = 1), ops.feed_head(), 'it begins with the next event') FROM ops.sequence(1000);
SELECT test.is((pg_temp.change(1, 5, false)).outcome, 'stale_version', 'a change names the version it was made for');
SELECT test.is((pg_temp.change(2, 1, false)).outcome, 'not_found', 'what is not there can''t be changed');
SELECT test.is(((pg_temp.change(1, 1, false)).body ->> 'disabled_reason'), 'administrator', 'it can be switched off');
SELECT test.is((pg_temp.change(1, 2, true)).outcome, 'ok', 'and on');
SELECT test.is((SELECT count(*) FROM generate_series(2, 50) AS i WHERE (pg_temp.make(i)).outcome = 'created'), 49::bigint, 'a tenant may have fifty');
SELECT test.is((pg_temp.make(51)).outcome, 'too_many', 'and no more');
SELECT test.is((SELECT count(*) FROM ops.audit AS a WHERE a.action LIKE 'webhook%'), 52::bigint, 'each change is audited');
SELECT test.fails($$SELECT hooks.endpoint_update(NULL, NULL, 1, 1, 'administrator', 1, 3, NULL, NULL, NULL, NULL)$$, 'P0004', 'a change needs the endpoint''s key');

-- ---- progress: only its holder's ----

SELECT ops.holder_claim('hook', 1, 10, 0, 0) AS first \gset
SELECT test.is((SELECT t.threads FROM hooks.take(1, 1, :first) AS t), '{}', 'a holder takes the position and what is parked');
SELECT test.is(pg_temp.tell(1, :first, jsonb_build_object('pos', 7, 'event', 70, 'park', jsonb_build_array(
	pg_temp.event(7, 70, 'conversation/1', 1000), pg_temp.event(7, 71, 'conversation/1', NULL), pg_temp.event(7, 72, 'conversation/1', NULL),
	pg_temp.event(8, 80, 'conversation/2', 500)))) - 'news', '{"died": "[]", "due_ms": 500, "parked": 4}', 'what failed is parked, with what follows in its thread');
SELECT test.is((SELECT (p.pos, p.event)::text FROM hooks.position AS p WHERE p.endpoint = 1), '(7,70)', 'with the position, in one step');
SELECT test.is(pg_temp.waiting(1), '70! 71 72 80!', 'only a thread''s first one becomes due');
SELECT test.is(pg_temp.due(1), '', 'not yet');
SELECT test.pass('1 second');
SELECT test.is(pg_temp.due(1), '80 70', 'then in the order of their times');
SELECT test.is(pg_temp.tell(1, :first + 1, '{"done": [{"pos": 7, "event": 70}]}'), NULL, 'who does not hold it stores nothing');
SELECT test.is(pg_temp.waiting(1), '70! 71 72 80!', 'nothing was');
SELECT test.fails(format($$SELECT hooks.progress(1, 1, %s, '{}')$$, :first), 'P0004', 'progress needs the endpoint''s key');
SELECT test.is(pg_temp.tell(1, :first, '{"done": [{"pos": 7, "event": 70}]}') -> 'parked', '3'::jsonb, 'one that was delivered leaves');
SELECT test.is(pg_temp.waiting(1), '71! 72 80!', 'and the next of its thread is due');
SELECT test.is(pg_temp.due(1), '80 71', 'at once');
SELECT test.is(pg_temp.tell(1, :first, '{"done": [{"pos": 7, "event": 70}]}') -> 'parked', '3'::jsonb, 'told twice it is the same');
SELECT test.is(pg_temp.tell(1, :first, jsonb_build_object('park', jsonb_build_array(pg_temp.event(8, 80, 'conversation/2', 500)))) -> 'parked', '3'::jsonb, 'also of what is parked');
SELECT test.is(pg_temp.tell(1, :first, '{"failed": [{"pos": 8, "event": 80, "attempt": 2, "wait_ms": 60000}], "log": [{"event": 80, "type": "message.received",
	"attempt": 2, "result": "refused", "status": 500, "duration_ms": 12}], "failure": "HTTP status 500"}') ->> 'died', '[]', 'one that fails again waits longer');
SELECT test.is(pg_temp.due(1), '71', 'it is not due now');
SELECT test.is((SELECT (l.item - 'at' - 'id')::text FROM hooks.attempts_list(1, 1, NULL, NULL, 10) AS l),
	jsonb_build_object('event', '80', 'type', 'trunkline.message.received', 'attempt', 2, 'result', 'refused', 'status', 500, 'duration_ms', 12)::text, 'the attempt is listed');
SELECT test.is(hooks.endpoint_get(1, 1) ->> 'failure', 'HTTP status 500', 'and the last failure shown');
SELECT test.ok(due_ms BETWEEN 0 AND 5000, 'when the receiver is back it is due within seconds') FROM CAST((pg_temp.tell(1, :first, '{"back": true, "ahead": [90, 91]}') ->> 'due_ms') AS bigint) AS due_ms;
SELECT test.is((SELECT p.due_at <= ops.clock() + interval '5 s' FROM hooks.parked AS p WHERE p.event = 80), true, 'the one that had long to wait, too');
SELECT ops.holder_look('hook', 10);
SELECT ops.holder_claim('hook', 1, 20, :first, 2) AS second \gset
SELECT test.is((SELECT (t.pos, t.event, t.ahead, t.threads)::text FROM hooks.take(1, 1, :second) AS t),
	'(1,1,"[90, 91]","{""conversation/1"": 2, ""conversation/2"": 1}")', 'the next holder goes on where the former stopped, and passes what that one had passed');
SELECT test.is(pg_temp.tell(1, :first, '{"done": [{"pos": 7, "event": 71}]}'), NULL, 'who stores no more');

-- ---- dead letters ----

SELECT test.pass('71 hours');
SELECT test.is(pg_temp.tell(1, :second, '{"failed": [{"pos": 7, "event": 71, "attempt": 9, "wait_ms": 1000}]}') ->> 'died', '[]', 'an event is tried for 72 hours');
SELECT test.pass('2 hours');
SELECT test.is(pg_temp.tell(1, :second, '{"failed": [{"pos": 7, "event": 71, "attempt": 10, "wait_ms": 1000}]}') ->> 'died', '["conversation/1"]', 'then it dies');
SELECT test.is(pg_temp.waiting(1), '72! 80!', 'and the next of its thread has its turn');
SELECT test.is((SELECT l.item ->> 'event' FROM hooks.dead_list(1, 1, NULL, 10) AS l), '71', 'it is listed');
SELECT test.is((SELECT jsonb_agg(l.item) FROM hooks.dead_list(2, 1, NULL, 10) AS l), '[null]', 'not to another tenant, who has no such webhook');
SELECT test.is((pg_temp.resend(1, 4711)).outcome, 'not_found', 'what is not dead can''t be sent again');
SELECT test.is((pg_temp.resend(1, 71)).body, '{"more": false, "resent": 1}', 'a dead letter can');
SELECT test.is(pg_temp.waiting(1), '71! 72! 80!', 'it is parked again, and due');
SELECT test.is((SELECT count(*) FROM hooks.dead), 0::bigint, 'and dead no more');
SELECT test.pass('73 hours');
SELECT test.is(hooks.parked_sweep(1000), 0::bigint, 'an endpoint that is on gives each its last try');
SELECT (pg_temp.change(1, 3, false)).outcome;
SELECT test.is(hooks.parked_sweep(2), 2::bigint, 'of one that is off they die without, so many a step');
SELECT test.is(hooks.parked_sweep(1000), 1::bigint, 'to the last');
SELECT test.is(hooks.dead_sweep(30, 1000), 0::bigint, 'dead letters are kept');
SELECT test.pass('31 days');
SELECT test.is(hooks.dead_sweep(30, 1000), 3::bigint, 'for thirty days');

-- ---- gone ----

SELECT (pg_temp.change(1, 4, true)).outcome;
SELECT test.ok((pg_temp.tell(1, :second, '{"gone": true}') ->> 'news') LIKE '%"kind": 8%', 'a receiver that wants no more is told of as configuration');
SELECT test.is((SELECT (e.enabled, e.disabled_reason)::text FROM hooks.endpoint AS e WHERE e.id = 1), '(f,gone)', 'the endpoint is off');

-- ---- pulling ----

SELECT ops.sequence(1000);
SELECT ops.feed_head() AS head, ops.feed_first() AS first_pos, 9223372036854775807 AS whole \gset
SELECT test.is((SELECT p.count FROM hooks.events_pull('s', 1, NULL, NULL, '{*}', 200) AS p),
	(SELECT count(*) FROM ops.event AS e JOIN ops.feed AS f USING (at, xid) WHERE e.tenant = 1 AND e.type IS NOT NULL AND e.type NOT LIKE 'login.%'), 'from the beginning all events can be pulled');
SELECT test.is((SELECT (p.next_pos, p.next_event, p.more)::text FROM hooks.events_pull('s', 1, NULL, NULL, '{*}', 200) AS p), format('(%s,%s,f)', :head, :whole), 'then there are no more');
SELECT test.is((SELECT (p.count, p.more)::text FROM hooks.events_pull('s', 1, NULL, NULL, '{*}', 1) AS p), '(1,t)', 'one at a time there are');
SELECT test.is((SELECT (p.data, p.next_pos)::text FROM hooks.events_pull('s', 1, -1, NULL, '{*}', 200) AS p), format('([],%s)', :head), 'the newest cursor has nothing behind it');
SELECT test.is((SELECT p.outcome FROM hooks.events_pull('s', 1, :head + 1, :whole, '{*}', 200) AS p), 'cursor_expired', 'a cursor of another time is refused');
DELETE FROM ops.feed WHERE pos <= :first_pos + 2;
SELECT test.is((SELECT string_agg(p.outcome, ' ' ORDER BY c.n) FROM (VALUES (1, :first_pos + 1, :whole), (2, :first_pos + 2, 5), (3, :first_pos + 2, :whole), (4, :first_pos + 3, 5)) AS c (n, pos, event)
	CROSS JOIN LATERAL hooks.events_pull('s', 1, c.pos, c.event, '{*}', 200) AS p), 'cursor_expired cursor_expired ok ok', 'so is one whose next event may be forgotten');
SELECT test.is((SELECT max(p.lost) FROM hooks.page(1, '{*}', :first_pos, :whole, 10, 10) AS p), 2::bigint, 'a follower is told how many positions it has lost');

-- ---- the end ----

SELECT test.is((SELECT (test.call(format('hooks.endpoint_delete(%L, NULL, 1, 1, ''administrator'', 1, 6)', c), test.command_keys(c, pg_temp.key(1)))).outcome
	FROM test.command() AS c), 'ok', 'an endpoint can be deleted');
SELECT test.is((SELECT count(*) FROM ops.holder AS h WHERE h.kind = 'hook' AND h.thing = 1), 0::bigint, 'nobody holds it any more');
SELECT test.is(pg_temp.tell(1, :second, '{}'), NULL, 'nor stores anything for it');
