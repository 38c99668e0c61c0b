-- The call log, voicemails, recordings (CT-14): steps that come again and in any order, whose they are, how long they are kept; meetings (CT-10).
SELECT test.organisation();

CREATE FUNCTION test.step(call text, step text, direction text, number text, at timestamptz, cause text DEFAULT NULL, owner text DEFAULT 'ann', user_ bigint DEFAULT NULL)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who(owner)::text));
	RETURN voice.call_log_add(1, test.who(owner), 'work', call, step, direction, number, NULL, user_, at, cause);
END $$;
CREATE FUNCTION test.states(owner text, missed boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(c.item ->> 'state', ' '), '') FROM voice.calls_list(1, test.who(owner), 'work', missed, NULL, 50) AS c
$$;

SELECT test.step('a', 'began', 'in', '+12025550101', ops.clock() - interval '9 minutes');
SELECT test.is(test.states('ann'), 'ringing', 'a call that rings');
SELECT test.step('a', 'ended', 'in', '+12025550101', ops.clock() - interval '8 minutes', 'no_answer');
SELECT test.is(test.states('ann'), 'missed', 'a call that nobody answered was missed');
SELECT test.step('b', 'ended', 'in', '+12025550102', ops.clock() - interval '5 minutes', 'normal');
SELECT test.step('b', 'answered', 'in', '+12025550102', ops.clock() - interval '6 minutes');
SELECT test.step('b', 'began', 'in', '+12025550102', ops.clock() - interval '7 minutes');
SELECT test.is(test.states('ann'), 'answered missed', 'steps that came in the wrong order make the same call');
SELECT test.is((SELECT (began_at < answered_at AND answered_at < ended_at)::text FROM voice.call_log WHERE call = 'b'), 'true', 'with its own times');
SELECT test.step('b', 'ended', 'in', '+12025550102', ops.clock(), 'failed');
SELECT test.is((SELECT cause FROM voice.call_log WHERE call = 'b'), 'normal', 'a step that comes again changes nothing');
SELECT test.is((SELECT count(*) FROM voice.call_log), 2::bigint, 'one row a call');
SELECT test.step('c', 'began', 'out', '+12025550103', ops.clock() - interval '4 minutes');
SELECT test.step('c', 'ended', 'out', '+12025550103', ops.clock() - interval '3 minutes', 'busy');
SELECT test.step('d', 'began', 'in', NULL, ops.clock() - interval '2 minutes');
SELECT test.step('d', 'ended', 'in', NULL, ops.clock() - interval '2 minutes', 'declined');
SELECT test.step('e', 'began', 'in', NULL, ops.clock() - interval '1 minute');
SELECT test.step('e', 'ended', 'in', NULL, ops.clock() - interval '1 minute', 'elsewhere');
SELECT test.is(test.states('ann'), 'answered_elsewhere declined not_answered answered missed', 'how each call ended');
SELECT test.is(test.states('ann', true), 'missed', 'only missed ones: not what one declined, nor what was answered elsewhere');
SELECT test.is(test.states('ben'), '', 'calls are their account''s alone');
SELECT test.is((SELECT count(*) FROM voice.calls_list(1, test.who('ann'), 'agent', false, NULL, 50)), 0::bigint, 'the other account of the same user has its own');
SELECT test.is((SELECT count(*) FROM voice.calls_list(2, test.who('ann'), 'work', false, NULL, 50)), 0::bigint, 'another organisation has none of them');
SELECT test.is((SELECT c.item #>> '{card,kind}' FROM voice.calls_list(1, test.who('ann'), 'work', true, NULL, 50) AS c), 'number', 'a number without contact has a card');
SELECT test.is((SELECT c.item ->> 'card' FROM voice.calls_list(1, test.who('ann'), 'work', false, NULL, 1) AS c), NULL, 'a withheld number has none');
SELECT test.step('f', 'began', 'in', NULL, ops.clock(), NULL, 'ann', test.who('wim'));
SELECT test.is((SELECT c.item #>> '{card,id}' FROM voice.calls_list(1, test.who('ann'), 'work', false, NULL, 1) AS c), 'user:' || test.who('wim'), 'a colleague''s call has the colleague''s card');
SELECT test.is((SELECT string_agg(p.item ->> 'state', ' ') FROM (SELECT c.cursor FROM voice.calls_list(1, test.who('ann'), 'work', false, NULL, 2) AS c OFFSET 1) AS o
	CROSS JOIN LATERAL voice.calls_list(1, test.who('ann'), 'work', false, o.cursor, 2) AS p), 'declined not_answered', 'a page goes on behind the one before');

-- What its owner deleted stays away.
CREATE FUNCTION test.remove(owner text, call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who(remove.owner)::text));
	RETURN (SELECT r.outcome FROM voice.call_log AS l CROSS JOIN LATERAL voice.call_remove(NULL, NULL, 1, test.who(remove.owner), 'work', l.id) AS r WHERE l.call = remove.call);
END $$;
SELECT test.is(test.remove('ann', 'f'), 'call_under_way', 'a call that goes on is not forgotten');
SELECT test.is(test.remove('ben', 'a'), 'not_found', 'nobody forgets another''s');
SELECT test.is(test.remove('ann', 'a'), 'ok', 'its owner does');
SELECT test.is(test.step('a', 'ended', 'in', '+12025550101', ops.clock(), 'no_answer'), 'gone', 'and a late step does not bring it back');

-- Who gave it to them, and how many were missed since the log was looked at: in any order.
CREATE FUNCTION test.given(call text, step text, given text, cause text DEFAULT NULL, at timestamptz DEFAULT ops.clock()) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who('ben')::text));
	RETURN (voice.call_log_add_3(1, test.who('ben'), 'work', call, step, 'in', '+12025550108', NULL, NULL, at, cause, NULL, given, test.who('ann'))).outcome;
END $$;
CREATE FUNCTION test.seen() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who('ben')::text));
	RETURN (voice.missed_seen(NULL, NULL, 1, test.who('ben'), 'work')).body #>> '{state,calls}';
END $$;
SELECT test.is(voice.missed_get(1, test.who('ben'), 'work') #>> '{state,calls}', '0', 'who never missed a call has missed none');
SELECT test.given('p', 'answered', 'transfer'), test.given('p', 'began', 'consult');
SELECT test.is((SELECT c.item ->> 'given' FROM voice.calls_list(1, test.who('ben'), 'work', false, NULL, 1) AS c), 'transfer', 'a transfer stands, also where the consult is told later'),
	test.is((SELECT c.item #>> '{given_by,id}' FROM voice.calls_list(1, test.who('ben'), 'work', false, NULL, 1) AS c), test.who('ann')::text, 'with who gave it');
SELECT test.given('q', 'began', 'consult'), test.given('q', 'ended', 'consult', 'no_answer'), test.given('q', 'ended', 'consult', 'no_answer');
SELECT test.is(voice.missed_get(1, test.who('ben'), 'work') #>> '{state,calls}', '1', 'a missed call is counted once'),
	test.is((SELECT version FROM voice.missed WHERE owner = test.who('ben')), 2::bigint, 'and told once');
SELECT test.is(test.seen(), '0', 'until the log is looked at'), test.is(test.seen(), '0', 'however often');
SELECT test.is((SELECT version FROM voice.missed WHERE owner = test.who('ben')), 3::bigint, 'what changes nothing is not told');
SELECT test.given('r', 'began', NULL), test.seen(), test.given('r', 'ended', NULL, 'no_answer');
SELECT test.is(voice.missed_get(1, test.who('ben'), 'work') #>> '{state,calls}', '1', 'what rang when it was looked at, and was missed then, is new');
SELECT test.given('s', 'began', NULL, at => ops.clock() - interval '9 s'), test.seen();
SELECT test.given('s', 'ended', NULL, 'no_answer', ops.clock() - interval '5 s');
SELECT test.is(voice.missed_get(1, test.who('ben'), 'work') #>> '{state,calls}', '1', 'so is one whose end is told after the log was looked at');
SELECT test.seen(), voice.call_log_add_2(1, test.who('ben'), 'work', 't', 'ended', 'in', '+12025550108', NULL, NULL, ops.clock(), 'no_answer', NULL) FROM (SELECT pg_advisory_xact_lock(ops.key('calls', 1, test.who('ben')::text)) OFFSET 0) AS k;
SELECT test.is(voice.missed_get(1, test.who('ben'), 'work') #>> '{state,calls}', '1', 'and one that the release before tells of');

-- A daemon that dies takes its calls along (SP-17); what it says after all counts.
CREATE FUNCTION test.step_of(epoch bigint, call text, step text, at timestamptz, cause text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who('wim')::text));
	RETURN voice.call_log_add_2(1, test.who('wim'), 'work', call, step, 'in', '+12025550109', NULL, NULL, at, cause, epoch);
END $$;
CREATE FUNCTION test.lost(epoch bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who('wim')::text));
	RETURN (voice.call_log_lost(1, test.who('wim'), epoch)).outcome;
END $$;
INSERT INTO ops.instance (boot, name, bus_url, http_url, release, started_at, beat_at) VALUES (701, 'voiced', '', 'http://127.0.0.1:1', '1.0', ops.clock(), ops.clock());
SELECT voice.live_begin(701, '{}') AS epoch \gset
SELECT test.step_of(:epoch, 'g', 'began', ops.clock() - interval '9 minutes'), test.step_of(:epoch, 'g', 'answered', ops.clock() - interval '8 minutes'),
	test.step_of(:epoch, 'h', 'began', ops.clock() - interval '7 minutes'),
	test.step_of(:epoch, 'i', 'began', ops.clock() - interval '6 minutes'), test.step_of(:epoch, 'i', 'ended', ops.clock() - interval '5 minutes', 'declined');
SELECT test.is(test.states('wim'), 'declined ringing talking', 'one talks, one rings'),
	test.is((SELECT count(*) FROM voice.call_logs_orphaned(10)), 0::bigint, 'while their daemon lives nothing is lost'),
	test.is((SELECT string_agg(c.owner || ' ' || c.epoch, ', ') FROM voice.call_logs_of_boot(701, 10) AS c), test.who('wim') || ' ' || :epoch, 'an account''s are found once by its boot'),
	test.is(test.lost(:epoch + 1), 'unchanged', 'another run loses none of them');
DELETE FROM ops.instance WHERE boot = 701;
UPDATE voice.run SET began_at = began_at - interval '2 days' WHERE epoch = :epoch;
SELECT voice.sweep(100);
SELECT test.is((SELECT string_agg(c.owner || ' ' || c.epoch, ', ') FROM voice.call_logs_orphaned(10) AS c), test.who('wim') || ' ' || :epoch, 'dead, they are lost, however long ago its run began');
SELECT test.is(test.lost(:epoch), 'ok', 'they end');
SELECT test.is(test.states('wim'), 'declined missed answered', 'who was not picked up was missed'),
	test.is((SELECT string_agg(l.cause, ' ' ORDER BY l.id) FROM voice.call_log AS l WHERE l.owner = test.who('wim')), 'voice_lost voice_lost declined', 'as lost'),
	test.is(test.lost(:epoch), 'unchanged', 'once'),
	test.is((SELECT count(*) FROM voice.call_logs_orphaned(10)), 0::bigint, 'and are found no more');
SELECT test.step_of(:epoch, 'h', 'answered', ops.clock() - interval '6 minutes');
SELECT test.is(test.states('wim'), 'declined talking answered', 'a daemon that seemed dead goes on with a call');
SELECT test.step_of(:epoch, 'g', 'ended', ops.clock() - interval '2 minutes', 'normal');
SELECT test.is((SELECT format('%s %s', l.cause, (extract(epoch FROM l.ended_at - l.answered_at) / 60)::integer) FROM voice.call_log AS l WHERE l.call = 'g'), 'normal 6', 'and its own end of one counts');
SELECT test.step_of(:epoch, 'g', 'ended', ops.clock(), 'failed');
SELECT test.is((SELECT l.cause FROM voice.call_log AS l WHERE l.call = 'g'), 'normal', 'the first one');
SELECT test.step_of(:epoch, 'j', 'answered', ops.clock() - interval '1 minute'), test.step_of(:epoch, 'j', 'ended', ops.clock(), 'minutes_used');
SELECT test.is((SELECT format('%s %s', c.item ->> 'state', c.item ->> 'cause') FROM voice.calls_list(1, test.who('wim'), 'work', false, NULL, 1) AS c), 'answered minutes_used', 'one whose minutes are used up');
DELETE FROM voice.call_log WHERE owner = test.who('wim');

-- ---- voicemails ----
CREATE FUNCTION test.leave(call text, words text, owner text DEFAULT 'ann') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who(owner)::text)), pg_advisory_xact_lock(ops.key('file', 1, encode(sha256(words::bytea), 'hex')));
	RETURN (voice.voicemail_add(1, test.who(owner), 'work', call, '+12025550101', NULL, NULL, ops.clock(), 4200, 'audio/ogg', sha256(words::bytea), words::bytea)).outcome;
END $$;
SELECT test.is(test.leave('a', 'OggS hello'), 'ok', 'a voicemail is left');
SELECT test.is(test.leave('a', 'OggS hello'), 'seen', 'the same again changes nothing');
SELECT test.leave('a', 'OggS hello', 'ben');
SELECT test.is((SELECT count(*) FROM messaging.file), 1::bigint, 'the same sound is kept once');
SELECT test.is((SELECT convert_from(s.bytes, 'UTF8') FROM voice.voicemail AS v CROSS JOIN LATERAL voice.voicemail_sound(1, test.who('ann'), 'agent', 'work', v.id) AS s WHERE v.owner = test.who('ann')), 'OggS hello', 'and played');
SELECT test.is((SELECT count(*) FROM voice.voicemail AS v CROSS JOIN LATERAL voice.voicemail_sound(1, test.who('wim'), 'administrator', 'work', v.id) AS s), 0::bigint, 'by nobody else');
DO $$
DECLARE
	v bigint := (SELECT r.id FROM voice.voicemail AS r WHERE r.owner = test.who('ann'));
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('calls', 1, test.who('ann')::text)]);
	PERFORM test.is((SELECT format('%s %s', m.unheard, m.heard) FROM voice.mailbox AS m WHERE m.owner = test.who('ann')), '1 0', 'one is new');
	PERFORM test.is((voice.voicemail_mark(NULL, NULL, 1, test.who('ann'), 'agent', 'work', v, true, NULL)).body ->> 'read', 'true', 'it was heard');
	PERFORM test.is((SELECT format('%s %s', m.unheard, m.heard) FROM voice.mailbox AS m WHERE m.owner = test.who('ann')), '0 1', 'and is counted so');
	PERFORM test.is((SELECT count(*) FROM voice.voicemails_list(1, test.who('ann'), 'agent', 'work', true, NULL, NULL, 50)), 0::bigint, 'so that none is new');
	PERFORM test.is((voice.voicemail_mark(NULL, NULL, 1, test.who('ann'), 'agent', 'work', v, NULL, true)).outcome, 'ok', 'it is deleted');
	PERFORM test.is((voice.voicemail_mark(NULL, NULL, 1, test.who('ann'), 'agent', 'work', v, NULL, true)).outcome, 'not_found', 'once');
	PERFORM test.is((SELECT format('%s %s', m.unheard, m.heard) FROM voice.mailbox AS m WHERE m.owner = test.who('ann')), '0 0', 'none is left');
	PERFORM test.is((voice.voicemail_mark(NULL, NULL, 1, test.who('ann'), 'agent', 'work', v, NULL, false)).body ->> 'deleted', 'false', 'it comes back');
	PERFORM test.is((SELECT format('%s %s', m.unheard, m.heard) FROM voice.mailbox AS m WHERE m.owner = test.who('ann')), '0 1', 'as it was');
	PERFORM voice.voicemail_mark(NULL, NULL, 1, test.who('ann'), 'agent', 'work', v, NULL, true);
	UPDATE voice.voicemail SET deleted_at = deleted_at - interval '2 days' WHERE id = v;
	PERFORM voice.sweep(100);
	PERFORM test.is((SELECT count(*) FROM voice.voicemail AS r WHERE r.id = v), 0::bigint, 'after a day it is gone');
	PERFORM ops.batch_end();
END $$;
SELECT test.is((SELECT count(*) FROM messaging.file), 1::bigint, 'its sound stays while another has the same');
SELECT test.is(test.leave('a', 'OggS hello'), 'seen', 'and a late repetition does not bring it back');

-- A mailbox and a tenant take only so much.
CREATE FUNCTION test.fill(owner text, messages integer, each_ms bigint, queue bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text;
BEGIN
	INSERT INTO voice.voicemail (tenant, owner, side, queue, call, at, duration_ms, type, file)
	SELECT 1, test.who(fill.owner), CASE WHEN fill.owner IS NOT NULL THEN 'work'::voice.side END, fill.queue, 'fill ' || n, ops.clock(), each_ms, 'audio/wav', 1 FROM generate_series(1, messages) AS n;
	told := format('%s %s', voice.voicemail_room(1, test.who('wim'), NULL), voice.voicemail_room(1, NULL, 31));
	DELETE FROM voice.voicemail WHERE call LIKE 'fill %';
	RETURN told;
END $$;
SELECT test.is(test.fill('wim', 299, 1000) || ', ' || test.fill('wim', 300, 1000), 't t, f t', 'three hundred messages');
SELECT test.is(test.fill('wim', 12, 899000) || ', ' || test.fill('wim', 12, 900000), 't t, f t', 'or three hours of them');
SELECT test.is(test.fill(NULL, 300, 1000, 31), 't f', 'a queue''s as well');
SELECT test.is(test.fill('ben', 300, 1000), 't t', 'nobody else''s');
SELECT test.is(test.fill('ben', 19998, 0) || ', ' || test.fill('ben', 20000, 0) || ', ' || test.fill('ben', 1200, 900000), 't t, f f, f f', 'but all together have a bound too');

-- ---- recordings ----
UPDATE directory.app_user SET role = 'supervisor' WHERE username = 'ben';
DO $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who('ann')::text));
	PERFORM voice.recording_add(1, test.who('ann'), 'r', 1, NULL, NULL, '+12025550101', NULL, ops.clock(), 1000);
	PERFORM test.is((voice.recording_add(1, test.who('ann'), 'r', 1, NULL, NULL, '+12025550101', NULL, ops.clock(), 1000)).outcome, 'seen', 'a part is one recording');
END $$;
CREATE FUNCTION test.recordings(who text, role text) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM voice.recordings_list(1, test.who(who), role, 'agent', NULL, NULL, NULL, 50) $$;
SELECT test.is(test.recordings('ann', 'agent'), 1::bigint, 'an agent knows of their own recordings');
SELECT test.is(test.recordings('wim', 'agent'), 0::bigint, 'and of no other''s');
SELECT test.is(test.recordings('wim', 'administrator'), 1::bigint, 'an administrator of all');
SELECT test.is(test.recordings('wim', 'supervisor'), 0::bigint, 'a supervisor only of their own groups''');

-- A list of one's own, of one's groups', of one agent or call; page by page.
INSERT INTO directory.agent_group (tenant, id, name) VALUES (1, 77, 'Recorded');
UPDATE directory.app_user SET group_id = 77 WHERE username = 'ann';
INSERT INTO directory.supervision (tenant, supervisor, group_id) VALUES (1, test.who('ben'), 77);
INSERT INTO voice.recording (tenant, agent, call, interaction, queue, at, duration_ms, place, file)
SELECT 1, test.who(CASE n % 2 WHEN 0 THEN 'ann' ELSE 'wim' END), 'p' || n, n / 2, NULLIF(n % 3, 0), ops.clock() - n * interval '1 day', 1000, 'one', 'f-' || n FROM generate_series(1, 10) AS n;
CREATE FUNCTION test.calls_of(who text, role text, agent text DEFAULT NULL, interaction bigint DEFAULT NULL, after text DEFAULT NULL, limit_ integer DEFAULT 50) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(r.call, ' ' ORDER BY l.n) FROM voice.recordings_list(1, test.who(who), role, 'agent', test.who(agent), interaction, after, limit_) WITH ORDINALITY AS l (item, cursor, n)
	JOIN voice.recording AS r ON r.id = (l.item ->> 'id')::bigint $$;
SELECT test.is(test.calls_of('wim', 'agent'), 'p1 p3 p5 p7 p9', 'an agent has the list of their own, the newest first'),
	test.is(test.calls_of('ben', 'supervisor'), 'r p2 p4 p6 p8 p10', 'a supervisor that of their groups'),
	test.is(test.calls_of('eve', 'administrator'), 'r p1 p2 p3 p4 p5 p6 p7 p8 p9 p10', 'an administrator all'),
	test.is(test.calls_of('eve', 'administrator', 'wim'), 'p1 p3 p5 p7 p9', 'or one agent''s'),
	test.is(test.calls_of('ben', 'supervisor', 'wim'), NULL, 'not whom they don''t lead'),
	test.is(test.calls_of('eve', 'administrator', NULL, 2), 'p4 p5', 'or those of one call'),
	test.is(test.calls_of('ben', 'supervisor', NULL, 2), 'p4', 'as far as they lead who had it'),
	test.is((SELECT test.calls_of('ben', 'supervisor', NULL, NULL, l.cursor, 2) FROM voice.recordings_list(1, test.who('ben'), 'supervisor', 'agent', NULL, NULL, NULL, 3) WITH ORDINALITY AS l (item, cursor, n) WHERE l.n = 3),
		'p6 p8', 'page by page');
-- Found by queue, number and time, each alone and together, by whoever may know of them.
UPDATE voice.recording SET number = CASE WHEN substr(call, 2)::integer > 8 THEN '+12025550199' ELSE '+12025550188' END WHERE call LIKE 'p%';
INSERT INTO directory.tenant (id, name, time_zone) VALUES (9, 'Others', 'UTC');
INSERT INTO voice.recording (tenant, agent, call, interaction, queue, number, at, duration_ms, place, file)
VALUES (9, test.who('ann'), 'theirs', 2, 1, '+12025550199', ops.clock(), 1000, 'one', 'f-theirs');
CREATE FUNCTION test.asked(who text, role text, queue bigint DEFAULT NULL, number text DEFAULT NULL, since integer DEFAULT NULL, until integer DEFAULT NULL,
	agent text DEFAULT NULL, interaction bigint DEFAULT NULL, after text DEFAULT NULL, limit_ integer DEFAULT 50, tenant bigint DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(r.call, ' ' ORDER BY l.n) FROM voice.recordings_list_2(tenant, test.who(who), role, 'agent', test.who(agent), interaction, queue, number,
		ops.clock() - (since + 0.5) * interval '1 day', ops.clock() - (until + 0.5) * interval '1 day', after, limit_) WITH ORDINALITY AS l (item, cursor, n)
	JOIN voice.recording AS r ON r.id = (l.item ->> 'id')::bigint $$;
SELECT test.is(test.asked('eve', 'administrator', 1), 'p1 p4 p7 p10', 'recordings of a queue'),
	test.is(test.asked('eve', 'administrator', 1, since => 7), 'p1 p4 p7', 'from a time on'),
	test.is(test.asked('eve', 'administrator', 1, until => 4), 'p7 p10', 'before a time'),
	test.is(test.asked('eve', 'administrator', since => 6, until => 3), 'p4 p5 p6', 'of a span of time'),
	test.is(test.asked('eve', 'administrator', number => '+12025550199'), 'p9 p10', 'of a customer''s number'),
	test.is(test.asked('eve', 'administrator', 1, '+12025550199'), 'p10', 'of both'),
	test.is(test.asked('eve', 'administrator', 2, agent => 'ann'), 'p2 p8', 'of a queue and an agent'),
	test.is(test.asked('eve', 'administrator', 2, '+12025550188', 6, 4, 'wim', 2), 'p5', 'of all that can be said'),
	test.is(test.asked('eve', 'administrator', 3), NULL, 'of a queue that is not there'),
	test.is(test.asked('ben', 'supervisor', 1), 'p4 p10', 'a supervisor finds those of their groups in a queue'),
	test.is(test.asked('ben', 'supervisor', number => '+12025550199'), 'p10', 'and of a number'),
	test.is(test.asked('ben', 'supervisor', since => 6, until => 3), 'p4 p6', 'and of a span'),
	test.is(test.asked('ben', 'supervisor', 1, agent => 'wim'), NULL, 'no others, whatever they look for'),
	test.is(test.asked('ben', 'supervisor', number => '+12025550199', agent => 'wim'), NULL, 'also by number'),
	test.is(test.asked('ben', 'supervisor', 2, interaction => 2), NULL, 'or by call'),
	test.is(test.asked('wim', 'agent', 1), 'p1 p7', 'an agent finds their own in a queue'),
	test.is(test.asked('wim', 'agent', number => '+12025550199'), 'p9', 'and of a number'),
	test.is(test.asked('wim', 'agent', number => '+12025550199', agent => 'ann'), NULL, 'not a colleague''s'),
	test.is(test.asked('eve', 'administrator', 1, '+12025550199', tenant => 9), 'theirs', 'another organisation has its own'),
	test.is(test.asked('eve', 'administrator', 2, tenant => 9), NULL, 'and no other''s');
-- Page by page each filter goes on behind the page before; a page behind one that lies after the end begins at the end.
CREATE FUNCTION test.pages(who text, role text, queue bigint, number text, until integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	after text;
	found text;
	pages text[] := '{}';
BEGIN
	LOOP
		SELECT max(l.cursor) FILTER (WHERE l.n = c.n), string_agg(r.call, ' ' ORDER BY l.n) INTO after, found
		FROM voice.recordings_list_2(1, test.who(who), role, 'agent', NULL, NULL, pages.queue, pages.number, NULL, ops.clock() - (until + 0.5) * interval '1 day', after, 2)
			WITH ORDINALITY AS l (item, cursor, n) CROSS JOIN (SELECT 2) AS c (n) JOIN voice.recording AS r ON r.id = (l.item ->> 'id')::bigint;
		pages := pages || found;
		EXIT WHEN after IS NULL;
	END LOOP;
	RETURN array_to_string(pages, ', ');
END $$;
-- Those of one time are on two pages of each list, the younger row first.
UPDATE voice.recording AS r SET at = o.at FROM voice.recording AS o WHERE (r.call, o.call) IN (('p6', 'p2'), ('p7', 'p4'), ('p10', 'p4')) AND r.tenant = 1 AND o.tenant = 1;
UPDATE voice.recording SET queue = 1 WHERE call = 'r';
SELECT test.is(test.pages('eve', 'administrator', NULL, NULL, 2), 'p3 p10, p7 p4, p5 p8, p9', 'all, page by page'),
	test.is(test.pages('eve', 'administrator', 1, NULL, NULL), 'r p1, p10 p7, p4', 'a queue''s, page by page'),
	test.is(test.pages('eve', 'administrator', NULL, '+12025550188', 2), 'p3 p7, p4 p5, p8', 'a number''s, page by page'),
	test.is(test.pages('ben', 'supervisor', NULL, NULL, NULL), 'r p6, p2 p10, p4 p8', 'a group''s, page by page'),
	test.is(test.pages('ben', 'supervisor', 1, NULL, NULL), 'r p10, p4', 'a group''s of a queue, page by page');
UPDATE voice.recording SET at = ops.clock() - substr(call, 2)::integer * interval '1 day' WHERE call LIKE 'p%';
UPDATE voice.recording SET queue = NULL WHERE call = 'r';
SELECT test.is(test.asked('eve', 'administrator', until => 8, after => jsonb_build_array(ops.clock(), 1)::text), 'p9 p10', 'no cursor leads past the end of the span');
SELECT test.is((SELECT l.item ->> 'queue' FROM voice.recordings_list_2(1, test.who('eve'), 'administrator', 'agent', NULL, NULL, 1, NULL, NULL, NULL, NULL, 1) AS l),
	'{"id": "1", "name": null}', 'one of a queue that was deleted is there, without its name');
-- Whose record it is, is told to who may see the record by the interaction (SMS-6).
INSERT INTO messaging.customer (tenant, id, name, created_at) VALUES (1, 900, 'Nadia', ops.clock());
SELECT test.handle('ann') AS taped \gset
INSERT INTO messaging.conversation (tenant, channel, number, customer, state, last_at, interaction, opened_at) VALUES (1, 1, '+12025550199', 900, 'open', ops.clock(), :taped, ops.clock());
UPDATE routing.interaction AS i SET conversation = c.id FROM messaging.conversation AS c WHERE c.interaction = :taped AND i.id = c.interaction;
INSERT INTO voice.recording (tenant, agent, call, interaction, at, duration_ms)
SELECT 1, test.who(who), 'by ' || who, :taped, ops.clock(), 1000 FROM unnest('{ann,wim}'::text[]) AS who;
CREATE FUNCTION test.customers(who text, role text, interaction bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s: %s', r.call, COALESCE(l.item -> 'customer' ->> 'name', 'nobody')), ', ' ORDER BY r.call)
	FROM voice.recordings_list_2(1, test.who(who), role, 'agent', NULL, interaction, NULL, NULL, NULL, NULL, NULL, 50) AS l
	JOIN voice.recording AS r ON r.id = (l.item ->> 'id')::bigint AND r.call LIKE 'by %' $$;
SELECT test.is(test.customers('eve', 'administrator', :taped), 'by ann: Nadia, by wim: Nadia', 'an administrator is told whose it is'),
	test.is(test.customers('ann', 'agent', :taped), 'by ann: Nadia', 'so is who may read the interaction'),
	test.is(test.customers('ben', 'supervisor', :taped), 'by ann: Nadia', 'and who leads them'),
	test.is(test.customers('wim', 'agent', :taped), 'by wim: nobody', 'not who may not read it, of their own recording either');
DELETE FROM voice.recording WHERE call LIKE 'by %';
-- How long: by queue, else as the tenant says; also of a queue that is gone, and of none.
INSERT INTO routing.queue (tenant, id, name, medium, record_days) VALUES (1, 2, 'Briefly', 'voice', 4) ON CONFLICT (tenant, id) DO UPDATE SET medium = 'voice', record_days = 4;
UPDATE directory.tenant SET recording_days = 7 WHERE id = 1;
DELETE FROM voice.recording WHERE tenant = 9;
SELECT test.is((SELECT string_agg(d.file, ' ' ORDER BY d.file) FROM voice.recordings_due('one', 20) AS d), 'f-10 f-5 f-7 f-8 f-9', 'files are due by their queue''s days, else the tenant''s'),
	test.is((SELECT string_agg(d.file, ' ') FROM voice.recordings_due('one', 2) AS d), 'f-10 f-9', 'the oldest first'),
	test.is((SELECT count(*) FROM voice.recordings_due('two', 20)), 0::bigint, 'of one voiced alone');
DELETE FROM voice.recording WHERE place = 'one';

-- ---- retention ----
UPDATE directory.tenant SET call_log_days = 1, voicemail_days = 1, recording_days = NULL;
UPDATE voice.call_log SET began_at = began_at - interval '2 days' WHERE call = 'b';
UPDATE voice.voicemail SET at = at - interval '2 days';
UPDATE voice.recording SET at = at - interval '2000 days';
SELECT test.is(voice.sweep(100), 2::bigint, 'what is older than the tenant keeps it goes');
SELECT test.is((SELECT count(*) FROM voice.recording), 1::bigint, 'not where it is kept for ever');
SELECT test.is((SELECT count(*) FROM messaging.file), 0::bigint, 'and its sound');
-- Each step is counted, and all of them together stay within the limit.
CREATE FUNCTION pg_temp.kept() RETURNS bigint LANGUAGE sql AS $$
	SELECT (SELECT count(*) FROM voice.voicemail) + (SELECT count(*) FROM voice.greeting) + (SELECT count(*) FROM voice.leg) + (SELECT count(*) FROM voice.run)
		+ (SELECT count(*) FROM voice.listening) + (SELECT count(*) FROM voice.call_gone WHERE call LIKE 'gone%') $$; -- not what is remembered of the voicemails
SELECT test.is(voice.sweep(100), 0::bigint, 'nothing is left to be forgotten');
SELECT pg_temp.kept() AS kept \gset
SELECT test.leave('s' || n, 'OggS ' || n) FROM generate_series(1, 3) AS n;
UPDATE voice.voicemail SET deleted_at = ops.clock() - interval '2 days' WHERE call LIKE 's_';
INSERT INTO voice.greeting (tenant, file, place, duration_ms, at, queue, use) SELECT 1, 1, 'one', 1, ops.clock(), 7000 + n, 'voicemail' FROM generate_series(1, 3) AS n;
INSERT INTO voice.leg (tenant, leg, call, epoch, seq, line_kind, line_ref, direction, state, began_at, since)
SELECT 1, 'gone' || n, 'gone', 1, 1, 'work', 1, 'in', 'ended', ops.clock() - interval '2 days', ops.clock() - interval '2 days' FROM generate_series(1, 3) AS n;
INSERT INTO voice.run (boot, can, began_at) SELECT 9000 + n, '{}', ops.clock() - interval '2 days' FROM generate_series(1, 3) AS n;
INSERT INTO voice.listening (tenant, recording, listener, at) SELECT 1, 1, 9000 + n, ops.clock() - interval '2 days' FROM generate_series(1, 3) AS n;
INSERT INTO voice.call_gone (tenant, owner, side, call, at) SELECT 1, 1, 'work', 'gone' || n, ops.clock() - interval '31 days' FROM generate_series(1, 3) AS n;
SELECT test.is(pg_temp.kept() - :kept, 18::bigint, 'three of each that have had their time');
CREATE FUNCTION pg_temp.sweeps(most integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text := '';
	before bigint;
	answer bigint;
BEGIN
	FOR n IN 1..20 LOOP
		before := pg_temp.kept();
		answer := voice.sweep(most);
		told := told || ' ' || answer || '/' || before - pg_temp.kept();
		EXIT WHEN answer = 0;
	END LOOP;
	RETURN trim(told);
END $$;
SELECT test.is(pg_temp.sweeps(4), '4/4 4/4 4/4 4/4 2/2 0/0', 'are forgotten four at a time, and all are counted');
SELECT test.is(pg_temp.kept(), :kept::bigint, 'none is left');

-- ---- meetings ----
SELECT test.is(directory.meeting_problem(v.template) IS NULL, v.good, format('"%s" is%s a template', v.template, CASE WHEN v.good THEN '' ELSE ' not' END)) FROM (VALUES
	('https://meet.example/{room}', true), ('https://meet.example:8443/a?room={room}#x', true), ('http://meet.example/{room}', false),
	('https://{room}.example/', false), ('https://meet.example/', false), ('https://meet.example/{room}/{room}', false), ('https://meet.example/{user}/{room}', false),
	('https://user@meet.example/{room}', false), ('https://meet.example/{room}"x', false), ('https://meet.example/{room', false), ('https://meet.example/ü{room}', false)) AS v (template, good);
SELECT test.is((directory.meeting_make(NULL, NULL, 1, test.who('ann'), 'work', NULL, NULL, 'abc')).outcome, 'no_meetings', 'no template, no meetings');
UPDATE directory.tenant SET meeting_template = 'https://meet.example/{room}';
SELECT test.is((directory.meeting_make(NULL, NULL, 1, test.who('ann'), 'work', NULL, NULL, 'abc')).body ->> 'url', 'https://meet.example/abc', 'the room stands in the address');
SELECT test.is((directory.meeting_make(NULL, NULL, 1, test.who('ann'), 'work', 'user', test.who('ann'), 'abc')).outcome, 'not_found', 'nobody meets oneself');
