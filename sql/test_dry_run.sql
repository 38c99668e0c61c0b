-- Route rules by time of day, and the dry run: where a text would go, and why.
\ir testing_work.sql

-- ---- each condition, as routerd/core/test_rules.c has it ----

INSERT INTO routing.schedule (tenant, id, name, time_zone) VALUES (1, 8, 'Open', 'UTC'), (1, 7, 'Shut', 'UTC');
INSERT INTO routing.schedule_boundary VALUES (1, 8, '2020-01-01Z', true);
CREATE FUNCTION test.fails_(conditions jsonb, facts jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	r routing.route_rule;
BEGIN
	r.tenant := 1;
	r.id := 1;
	r.conditions := conditions;
	RETURN routing.rule_fails(r, '{"at": "2026-11-20T12:00:00Z", "text": "", "number": "", "customer_known": false, "language": null}' || facts);
END $$;
SELECT test.is(test.fails_(c, f), fails, format('%s with %s', c, f)) FROM (VALUES
	('{}'::jsonb, '{"text": "anything"}'::jsonb, NULL),
	('{"schedule": {"id": "8", "open": true}}', '{}', NULL),
	('{"schedule": {"id": "7", "open": true}}', '{}', 'the schedule "Shut" is closed'),
	('{"schedule": {"id": "8", "open": false}}', '{}', 'the schedule "Open" is open'),
	('{"keyword": "stop"}', '{"text": "Stop it!"}', NULL),
	('{"keyword": "stop"}', '{"text": "  STOP"}', NULL),
	('{"keyword": "stop"}', '{"text": "stop."}', NULL),
	('{"keyword": "stop"}', '{"text": "stopping"}', 'the text does not begin with "stop"'),
	('{"keyword": "stop"}', '{"text": "stopé"}', 'the text does not begin with "stop"'),
	('{"keyword": "stop"}', '{"text": "please stop"}', 'the text does not begin with "stop"'),
	('{"keyword": "stop"}', '{"text": "sto"}', 'the text does not begin with "stop"'),
	('{"keyword": "open my"}', '{"text": "Open my account"}', NULL),
	('{"keyword": "#"}', '{"text": "#42"}', NULL),
	('{"keyword": ["bill", "invoice", "refund"]}', '{"text": "hello"}', 'the text does not begin with "bill", "invoice" or "refund"'),
	('{"keyword": ["bill", "refund"]}', '{"text": "Refund, please"}', NULL),
	('{"customer": "known"}', '{"customer_known": true}', NULL),
	('{"customer": "known"}', '{}', 'the customer is not known'),
	('{"customer": "unknown"}', '{"customer_known": true}', 'the customer is known'),
	('{"customer": "unknown"}', '{}', NULL),
	('{"language": "de"}', '{"language": "de"}', NULL),
	('{"language": "de"}', '{"language": "DE-at"}', NULL),
	('{"language": "de"}', '{"language": "den"}', 'the customer''s language is not "de"'),
	('{"language": "de-AT"}', '{"language": "de"}', 'the customer''s language is not "de-AT"'),
	('{"language": "de"}', '{}', 'the customer''s language is not "de": it is not known'),
	('{"country_prefix": "+49"}', '{"number": "+4930123456"}', NULL),
	('{"country_prefix": ["+46", "+47"]}', '{"number": "+4930123456"}', 'the number does not begin with "+46" or "+47"'),
	('{"customer": "known", "country_prefix": "+49"}', '{"customer_known": true, "number": "+49301"}', NULL),
	('{"customer": "known", "country_prefix": "+49"}', '{"number": "+49301"}', 'the customer is not known')) AS v (c, f, fails);

-- ---- time of day: compiled like a schedule, with daylight saving ----

CREATE FUNCTION test.rule(id bigint, place integer, conditions jsonb, queue bigint, auto_reply text DEFAULT NULL, skills jsonb DEFAULT '[]') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO routing.route_rule (tenant, id, channel, position, conditions, queue, auto_reply, skills)
	VALUES (1, id, 1, place, conditions, queue, auto_reply, skills);
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
	PERFORM routing.rule_compile(1, id);
	PERFORM ops.batch_end();
END $$;
CREATE FUNCTION test.dry(text text, at timestamptz DEFAULT NULL, number text DEFAULT '+4915100000001', channel bigint DEFAULT 1) RETURNS jsonb LANGUAGE sql AS $$
	SELECT routing.route_dry_run(1, channel, number, text, NULL, NULL, at)
$$;
SELECT test.rule(40, 1, '{"time": {"from": "08:00", "to": "12:00", "weekdays": [1, 2, 3, 4, 5], "time_zone": "Europe/Berlin"}}', 1);
SELECT test.rule(41, 2, '{"time": {"from": "22:00", "to": "05:00"}}', 2);
SELECT test.is((SELECT compiled_to > ops.clock() + interval '400 days' FROM routing.route_rule WHERE id = 40), true, 'a rule''s time of day is compiled ahead');
-- The next Monday, and one on the other side of a change of daylight saving.
SELECT date_trunc('week', ops.clock() AT TIME ZONE 'Europe/Berlin') + interval '7 days' AS monday \gset
SELECT test.is(test.dry('x', (:'monday'::timestamp + hours) AT TIME ZONE 'Europe/Berlin') -> 'queue' ->> 'id', wanted, format('%s after Monday''s midnight', hours))
FROM (VALUES (interval '7:59', NULL), ('8:00', '1'), ('11:59', '1'), ('12:00', NULL), ('128:00', NULL)) AS v (hours, wanted);
SELECT test.is(test.dry('x', (:'monday'::timestamp + make_interval(weeks => n) + interval '8:00') AT TIME ZONE 'Europe/Berlin') -> 'queue' ->> 'id', '1',
	format('08:00 is 08:00 in %s weeks', n)) FROM unnest('{13,26,39}'::integer[]) AS n;
SELECT test.is(test.dry('x', :'monday'::timestamp AT TIME ZONE 'UTC' + hours) -> 'queue' ->> 'id', wanted, format('the tenant''s zone, over midnight: %s', hours))
FROM (VALUES (interval '4:59', '2'), ('5:00', NULL), ('21:59', NULL), ('22:00', '2'), ('24:01', '2')) AS v (hours, wanted);
SELECT test.is(count(*) > 0, true, 'the night compiles them again') FROM (SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')])) AS b, routing.schedules_compile(1), routing.schedule_boundary WHERE schedule = -40;
SELECT ops.batch_end();

-- ---- the dry run ----

SELECT test.is(test.dry('x', (:'monday'::timestamp + interval '15:00') AT TIME ZONE 'UTC') ->> 'words', 'No rule holds: it would wait outside all queues until the rules change.', 'it may go nowhere');
INSERT INTO routing.skill (tenant, id, name) VALUES (1, 30, 'Swedish');
SELECT test.rule(42, 3, '{"keyword": "hours"}', NULL, 'We are open from 8 to 12.');
SELECT test.rule(43, 4, '{}', 1, NULL, '[{"skill": "30", "level": 50}]');
SELECT (:'monday'::timestamp + interval '15:00') AT TIME ZONE 'UTC' AS afternoon \gset
SELECT test.is(test.dry('Hours?', :'afternoon') - '{channel,rules,facts,queue,priority,skills}'::text[],
	'{"outcome": "reply", "reply": "We are open from 8 to 12.", "words": "It would be answered at once and end: \"We are open from 8 to 12.\""}', 'it may be answered');
SELECT test.is((SELECT array_agg(r ->> 'words') FROM jsonb_array_elements(test.dry('hello', :'afternoon') -> 'rules') AS r), ARRAY[
	'Rule 1 does not hold: it is not between 08:00 and 12:00 on a day of its list in Europe/Berlin.',
	'Rule 2 does not hold: it is not between 22:00 and 05:00 in UTC.',
	'Rule 3 does not hold: the text does not begin with "hours".',
	'Rule 4 holds: it has no conditions.'], 'each rule up to the one that holds says why');
SELECT test.is(test.dry('hello', :'afternoon') ->> 'words',
	'It would go to Support with priority 5, asking for Swedish at 50. The queue is open then. Nobody there can serve it.', 'and so does the queue');
INSERT INTO routing.agent_skill (tenant, agent, skill, level) VALUES (1, test.who('ann'), 30, 60);
INSERT INTO routing.schedule (tenant, id, name, time_zone) VALUES (1, 60, 'Never', 'UTC');
UPDATE routing.queue SET schedule_id = 60, closing = 'overflow', overflow_queue = 2 WHERE id = 1;
SELECT test.is(test.dry('hello', :'afternoon') ->> 'words',
	'It would go to Support with priority 5, asking for Swedish at 50. The queue is closed then: it would go on to Other, if that is open.', 'as it is then');
SELECT test.is(test.dry('hello', channel => 999), NULL, 'there is no such channel');
SELECT test.is(routing.route_dry_run(2, 1, '+49', 'x', NULL, NULL, NULL), NULL, 'nor has another tenant it');
SELECT test.is((SELECT count(*) FROM routing.interaction), 0::bigint, 'nothing is kept of it');
