-- Quiet hours (SMS-21): when they end, in whose time zone; what is held, what lifts it, what is refused.
\ir testing_work.sql
SELECT test.available('ann');
SELECT ops.holder_claim('group', 1, 1, 0, 0) AS epoch \gset
UPDATE sms.channel_carrier SET quiet_hours = 'hold', time_zone = 'Asia/Tokyo';

-- ---- until when ----

CREATE FUNCTION test.quiet(number text, at text) RETURNS text
LANGUAGE sql AS $$ SELECT to_char(until AT TIME ZONE 'UTC', 'MM-DD HH24:MI') FROM sms.quiet_until(1, 1, number, at::timestamptz) $$;
SELECT test.is(test.quiet(v.number, v.at), v.until, format('%s at %s: %s', v.number, v.at, v.what)) FROM (VALUES
	('+12125550100', '2026-01-15 01:59Z', NULL, 'before nine in the evening'),
	('+12125550100', '2026-01-15 02:00Z', '01-15 13:00', 'from nine until eight in New York'),
	('+12125550100', '2026-01-15 12:59Z', '01-15 13:00', 'to the minute'),
	('+12125550100', '2026-01-15 13:00Z', NULL, 'after it'),
	('+18085550100', '2026-01-15 13:00Z', '01-15 18:00', 'it is still night in Hawaii'),
	('+4915112345678', '2026-07-01 17:59Z', NULL, 'elsewhere until eight in the evening'),
	('+4915112345678', '2026-07-01 18:00Z', '07-02 06:00', 'elsewhere from eight to eight, in summer'),
	('+4915112345678', '2026-01-15 19:00Z', '01-16 07:00', 'and in winter'),
	('+4915112345678', '2026-01-17 20:00Z', '01-18 09:00', 'on Sundays until ten'),
	('+4915112345678', '2026-01-18 08:59Z', '01-18 09:00', 'on Sunday morning'),
	('+4915112345678', '2026-03-28 23:30Z', '03-29 08:00', 'over the hour that is left out'),
	('+4915112345678', '2026-10-24 22:30Z', '10-25 09:00', 'over the hour that comes twice'),
	('12345', '2026-01-15 10:59Z', NULL, 'a short code has the channel''s zone'),
	('12345', '2026-01-15 11:00Z', '01-15 23:00', 'and the default hours')) AS v (number, at, until, what);
UPDATE sms.channel_carrier SET time_zone = NULL;
UPDATE directory.tenant SET time_zone = 'Europe/Lisbon' WHERE id = 1;
SELECT test.is(test.quiet('12345', '2026-01-15 20:00Z'), '01-16 08:00', 'a channel without a zone has its organisation''s');
SELECT test.is(sms.quiet_zones(1, '+12125550100', NULL), '{America/New_York}', 'the zone of an area code');
SELECT test.ok(cardinality(sms.quiet_zones(1, '+19995550100', NULL)) > 1, 'a number that says none has all of its country''s');
UPDATE sms.number_zone SET time_zones = '{America/New_York,America/Los_Angeles}' WHERE prefix = '1212';
SELECT test.is(test.quiet('+12125550100', '2026-01-15 13:00Z'), '01-15 16:00', 'with several zones the strictest overlap: the last to wake');
SELECT test.is(test.quiet('+12125550100', '2026-01-15 04:59Z'), '01-15 16:00', 'and the first to sleep');
UPDATE sms.number_zone SET time_zones = '{America/New_York}' WHERE prefix = '1212';
UPDATE sms.channel_carrier SET quiet_start = '17:00', quiet_end = '09:30';
SELECT test.is(test.quiet('+12125550100', '2026-01-14 22:00Z'), '01-15 14:30', 'the channel''s own hours hold beside the country''s');
UPDATE sms.channel_carrier SET quiet_start = '12:00', quiet_end = '13:00';
SELECT test.is(test.quiet('+12125550100', '2026-01-15 17:30Z'), '01-15 18:00', 'also in the middle of the day');
SELECT test.is(test.quiet('+12125550100', '2026-01-15 02:30Z'), '01-15 13:00', 'with the country''s at night');
UPDATE sms.channel_carrier SET quiet_start = NULL, quiet_end = NULL, quiet_hours = 'off';
SELECT test.is(test.quiet('+12125550100', '2026-01-15 02:30Z'), NULL, 'a channel that knows no quiet hours has none');
-- Whatever the zones: it ends, later than it began, and not before all are awake.
UPDATE sms.channel_carrier SET quiet_hours = 'hold';
SELECT test.is((SELECT count(*) FROM (SELECT n.prefix, t.at, sms.quiet_until(1, 1, '+' || n.prefix || '5550100', t.at) AS q
		FROM (SELECT prefix FROM sms.number_prefix UNION SELECT prefix FROM sms.number_zone) AS n,
			(VALUES ('2026-03-08 07:00Z'::timestamptz), ('2026-06-21 15:00Z')) AS t (at)) AS all_
	WHERE (q).until <= at OR (q).until > at + interval '2 days'), 0::bigint, 'for every beginning of a number quiet hours end within two days');

-- ---- held, lifted, refused ----

-- From here on it is quiet in Germany when the test says so.
CREATE FUNCTION test.night(on_ boolean) RETURNS void
LANGUAGE sql AS $$
	UPDATE sms.country SET quiet_start = to_char(h - interval '1 hour', 'HH24:MI'), quiet_end = to_char(h + CASE WHEN on_ THEN 1 ELSE -0.5 END * interval '1 hour', 'HH24:MI')
	FROM (SELECT ops.clock() AT TIME ZONE 'Europe/Berlin' AS h) AS now_ WHERE iso2 = 'DE'
$$;
-- An integrator's text out; answers the message.
CREATE FUNCTION test.begin_out(number text, text text) RETURNS jsonb
LANGUAGE sql AS $$
	SELECT jsonb_build_object('outcome', a.outcome, 'state', a.body #>> '{message,state,delivery,state}', 'conversation', a.body #>> '{message,state,conversation}')
	FROM test.command() AS c, test.call(format('routing.interaction_create(%L, NULL, 1, NULL, %L, 1, %L, %L, NULL, %L, %L, %L, 1, NULL, NULL, NULL)',
		c, 'administrator', number, test.hash(number), 'out', text, 'gsm7'), test.command_keys(c, ops.key('conversation', 1, '1:' || number),
		ops.key('customer_number', 1, number))) AS a
$$;
CREATE FUNCTION test.due() RETURNS integer
LANGUAGE sql AS $$ SELECT (test.row_('sms.holds_due(100)', '{}') ->> 'lifted')::integer $$;
CREATE FUNCTION test.states(number text) RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(m.text || ':' || m.delivery, ' ' ORDER BY m.at, m.seq) FROM messaging.message AS m
	JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation WHERE c.number = states.number AND m.direction = 'out'
$$;

SELECT test.night(true);
SELECT test.is(test.begin_out('+4915100000001', 'one') ->> 'state', 'held', 'what we start at night is held');
SELECT test.is(test.begin_out('+4915100000001', 'two') ->> 'state', 'held', 'and what we add to it');
SELECT test.is((SELECT count(*) FROM sms.outbox_heads(1, 0, 10)), 0::bigint, 'nobody sends it');
SELECT test.is(test.due(), 0, 'as long as it is night');
SELECT test.pass('2 hours');
SELECT test.night(false);
SELECT test.is(test.due(), 2, 'in the morning it is to be sent');
SELECT test.is(test.states('+4915100000001'), 'one:queued two:queued', 'as the agent sees');
SELECT test.is((SELECT array_agg(h.wait_ms) FROM sms.outbox_heads(1, 0, 10) AS h), '{0}', 'the first of them at once');
SELECT test.ok((SELECT min(valid_until) > ops.clock() + interval '23 hours' FROM sms.outbox), 'with its whole validity');
DELETE FROM sms.outbox;

SELECT test.night(true);
SELECT test.begin_out('+4915100000002', 'unasked');
SELECT test.handled('+4915100000002', 'ann') AS got \gset
SELECT test.is((test.say((:'got'::jsonb ->> 'conversation')::bigint, 'ann', 'reply')).outcome, 'created', 'a reply is not held');
SELECT test.is(test.states('+4915100000002'), 'unasked:queued reply:queued', 'and takes what was held before it with it');
SELECT test.is((SELECT (sms.outbox_heads(1, 0, 10)).id), (SELECT min(id) FROM sms.outbox), 'in order');
DELETE FROM sms.outbox;

SELECT test.begin_out('+4915100000003', 'never');
SELECT test.text_in('+4915100000003', 'STOP', 'stop', 'You will get no more.');
SELECT test.is(test.send_begin((SELECT min(id) FROM sms.outbox WHERE number = '+4915100000003')) ->> 'outcome', 'opted_out', 'STOP stops what is held');
SELECT test.is(test.states('+4915100000003'), 'never:blocked You will get no more.:queued', 'its confirmation goes, at night too');
DELETE FROM sms.outbox;

SELECT test.begin_out('+4915100000004', 'later still');
SELECT test.pass('2 hours');
SELECT test.night(true);
SELECT test.is(test.due(), 0, 'where the hours were changed meanwhile, it waits on');
SELECT test.is(test.states('+4915100000004'), 'later still:held', 'and is shown so');
UPDATE sms.channel_carrier SET quiet_hours = 'off';
SELECT test.pass('2 hours');
SELECT test.is(test.due(), 1, 'a channel that knows no quiet hours any more sends it');
DELETE FROM sms.outbox;

-- ---- until when, cancelled, judged again ----

CREATE FUNCTION test.message(number text) RETURNS messaging.message
LANGUAGE sql AS $$
	SELECT m FROM messaging.message AS m JOIN messaging.conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation
	WHERE c.number = message.number AND m.direction = 'out' ORDER BY m.id DESC LIMIT 1
$$;
CREATE FUNCTION test.cancel(message bigint, username text, role text DEFAULT 'agent', key bigint DEFAULT NULL, account bigint DEFAULT NULL) RETURNS ops.answer
LANGUAGE sql AS $$
	SELECT test.call(format('messaging.message_cancel(%L, NULL, 1, %s, %L, %L, %L, %s)', c, COALESCE(test.who(username), 0), role, key, account, message),
		test.command_keys(c)) FROM test.command() AS c
$$;
-- What the API changes of the channel's carrier.
CREATE FUNCTION test.carrier(item text) RETURNS text
LANGUAGE sql AS $$
	SELECT (test.call(format('sms.resource_write(%L, NULL, 1, %s, ''administrator'', NULL, ''channel_carrier'', ''update'', %s, %s, %L, NULL, false)',
		c, test.who('tom'), k.id, k.version, item), test.command_keys(c, ops.key('config', 1, '')))).outcome
	FROM test.command() AS c, sms.channel_carrier AS k WHERE k.tenant = 1 AND k.channel = 1
$$;
UPDATE sms.channel_carrier SET quiet_hours = 'hold';
SELECT test.night(true);
SELECT test.begin_out('+4915100000021', 'one');
SELECT test.is((messaging.message_json(test.message('+4915100000021'))) #>> '{delivery,held_until}',
	(SELECT ops.rfc3339(o.held_until) FROM sms.outbox AS o WHERE o.number = '+4915100000021'), 'a held text says until when');
SELECT (test.message('+4915100000021')).id AS m \gset
SELECT test.is((test.cancel(:m, 'ben')).outcome, 'not_yours', 'who has nothing to do with it cancels nothing');
SELECT test.is((test.cancel(:m, 'wim', 'agent', NULL, -test.who('ben'))).outcome, 'not_found', 'in Work it is not there');
SELECT test.is((test.cancel(999999, 'tom', 'administrator')).outcome, 'not_found', 'nor is what there is not');
INSERT INTO routing.interaction_writer (tenant, interaction, key, from_seq) SELECT 1, c.interaction, w.key, w.seq FROM messaging.conversation AS c
	CROSS JOIN (VALUES (71, 1), (72, 2)) AS w (key, seq) WHERE c.number = '+4915100000021';
SELECT test.is((test.cancel(:m, NULL, 'integrator', 70)).outcome, 'not_found', 'a key that wrote nothing here finds nothing');
SELECT test.is((test.cancel(:m, NULL, 'integrator', 72)).outcome, 'not_found', 'nor one that wrote after it');
SELECT to_jsonb(test.cancel(:m, NULL, 'integrator', 71)) AS cancelled \gset
SELECT test.is(:'cancelled'::jsonb #>> '{body,state,delivery}', '{"state": "cancelled", "reason": null}', 'a key cancels what it began');
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE number = '+4915100000021'), 0::bigint, 'it never leaves');
SELECT test.is((SELECT a.actor_role || ' ' || (a.detail ->> 'key') FROM ops.audit AS a WHERE a.action = 'message_cancel' AND a.key = :m), 'integrator 71', 'and it is noted');
SELECT test.is((test.cancel(:m, NULL, 'integrator', 71)).outcome, 'ok', 'a second time it is cancelled still');
SELECT test.is((SELECT count(*) FROM ops.audit AS a WHERE a.action = 'message_cancel'), 1::bigint, 'by who did it first');
SELECT test.handled('+4915100000022', 'ann') AS got \gset
SELECT (test.say((:'got'::jsonb ->> 'conversation')::bigint, 'ann', 'mine')).body ->> 'id' AS m \gset
UPDATE messaging.message SET delivery = 'held' WHERE id = :m;
UPDATE sms.outbox SET held_until = ops.clock() + interval '1 hour' WHERE message = :m;
SELECT test.is((test.cancel(:m, 'tom', 'administrator')).outcome, 'not_found', 'an administrator does not cancel what goes on where they do not look');
SELECT test.is((test.cancel(:m, 'ann')).outcome, 'ok', 'its author does');
SELECT test.begin_out('+4915100000021', 'two');
SELECT test.pass('2 hours');
SELECT test.night(false);
SELECT test.due();
SELECT test.is((test.cancel((test.message('+4915100000021')).id, 'tom', 'administrator')).outcome, 'not_held', 'what was lifted is not cancelled');
SELECT test.is(test.states('+4915100000021'), 'one:cancelled two:queued', 'but goes');
DELETE FROM sms.outbox;

SELECT test.night(true);
SELECT test.begin_out('+491510000003' || n, 'all') FROM generate_series(1, 5) AS n;
SELECT test.is((SELECT count(*) FROM sms.outbox WHERE held_until > ops.clock()), 5::bigint, 'five wait');
SELECT test.is(test.carrier('{"quiet_hours": "off"}'), 'ok', 'quiet hours are switched off');
SELECT test.is(test.due(), 0, 'what is being held meanwhile is waited for');
SELECT test.pass('2 s');
SELECT test.is((test.row_('sms.holds_due(2)', '{}') ->> 'lifted')::integer, 2, 'then what was held goes, as many as a sweep takes');
SELECT test.is((SELECT string_agg(number, ' ' ORDER BY id) FROM sms.outbox WHERE held_until IS NULL), '+4915100000031 +4915100000032', 'in order');
SELECT test.is(test.due(), 3, 'the rest with the next');
SELECT test.is((SELECT count(*) FROM sms.hold_review), 0::bigint, 'and nothing is left to do');
DELETE FROM sms.outbox;

SELECT test.carrier('{"quiet_hours": "hold"}');
SELECT test.begin_out('+4915100000041', 'longer');
SELECT held_until AS until FROM sms.outbox \gset
SELECT (test.message('+4915100000041')).version AS version \gset
SELECT test.is(test.carrier(jsonb_build_object('quiet_start', to_char(h - interval '1 hour', 'HH24:MI'), 'quiet_end', to_char(h + interval '2 hours', 'HH24:MI'))::text), 'ok', 'they are longer')
FROM (SELECT ops.clock() AT TIME ZONE 'Europe/Berlin' AS h) AS now_;
SELECT test.due(), test.pass('2 s'), test.due();
SELECT test.is(round(extract(epoch FROM o.held_until - :'until') / 3600), 1.0, 'so it waits longer') FROM sms.outbox AS o;
SELECT test.is((test.message('+4915100000041')).version, :version::bigint + 1, 'and says so');
SELECT test.is(test.carrier('{"validity_ms": 3600000}'), 'ok', 'what has nothing to do with quiet hours');
SELECT test.is((SELECT count(*) FROM sms.hold_review), 0::bigint, 'has nothing judged again');
SELECT test.carrier('{"quiet_start": null, "quiet_end": null}'), test.due(), test.pass('2 s'), test.due();
UPDATE sms.a_installed_country SET quiet_start = '00:00', quiet_end = '00:00' WHERE iso2 = 'DE';
SELECT test.due(), test.pass('2 s');
SELECT test.is(test.due(), 1, 'a country''s that are changed release, too');
DELETE FROM sms.outbox;

UPDATE sms.channel_carrier SET quiet_hours = 'refuse';
SELECT test.night(true);
SELECT test.is(test.begin_out('+4915100000005', 'refused') ->> 'outcome', 'quiet_hours', 'or it is refused');
SELECT test.is((SELECT count(*) FROM messaging.conversation WHERE number = '+4915100000005'), 0::bigint, 'and nothing is there of it');
SELECT test.handled('+4915100000006', 'ann') AS got \gset
SELECT test.is((test.say((:'got'::jsonb ->> 'conversation')::bigint, 'ann', 'reply')).outcome, 'created', 'a reply is not refused');
SELECT test.night(false);
SELECT test.is(test.begin_out('+4915100000005', 'by day') ->> 'state', 'queued', 'by day it goes');

-- ---- how fast (SMS-22) ----

CREATE FUNCTION test.rate() RETURNS bigint
LANGUAGE sql AS $$ SELECT rate_milli FROM sms.groups_load() WHERE group_id = 1 $$;
SELECT test.is(test.rate(), 1000::bigint, 'a channel that names no type has its group''s rate');
UPDATE sms.channel_carrier SET sender_type = 'TF';
SELECT test.is(test.rate(), 3000::bigint, 'one that names its type has the type''s');
UPDATE sms.channel_carrier SET sender_type = '10DLC';
SELECT test.is(test.rate(), 4000::bigint, 'in the country of its number');
UPDATE sms.account SET carrier = 'telnyx';
UPDATE sms.channel_carrier SET sender_type = 'LC', number = '+4915100000000';
SELECT test.is(test.rate(), 100::bigint, 'and at its carrier');
UPDATE sms.sender_rate SET rate_milli = 200 WHERE sender = 'LC' AND carrier = 'telnyx' AND country = '*';
SELECT test.is(test.rate(), 200::bigint, 'as the table says now');
UPDATE sms.channel_carrier SET rate_milli = 50000;
SELECT test.is(test.rate(), 50000::bigint, 'a rate of its own counts before its type''s');
SELECT test.is(sms.sender_rate_of('SC', 'twilio', '12345'), 30000, 'a short code is no country''s');
