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

-- ---- voicemails ----
CREATE FUNCTION test.leave(call text, words text, owner text DEFAULT 'ann') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who(owner)::text)), pg_advisory_xact_lock(ops.key('file', 1, encode(sha256(words::bytea), 'hex')));
	RETURN voice.voicemail_add(1, test.who(owner), 'work', call, '+12025550101', NULL, NULL, ops.clock(), 4200, 'audio/ogg', sha256(words::bytea), words::bytea);
END $$;
SELECT test.is(test.leave('a', 'OggS hello'), 'ok', 'a voicemail is left');
SELECT test.is(test.leave('a', 'OggS hello'), 'seen', 'the same again changes nothing');
SELECT test.leave('a', 'OggS hello', 'ben');
SELECT test.is((SELECT count(*) FROM messaging.file), 1::bigint, 'the same sound is kept once');
SELECT test.is((SELECT convert_from(s.bytes, 'UTF8') FROM voice.voicemail AS v CROSS JOIN LATERAL voice.voicemail_sound(1, test.who('ann'), 'work', v.id) AS s WHERE v.owner = test.who('ann')), 'OggS hello', 'and played');
SELECT test.is((SELECT count(*) FROM voice.voicemail AS v CROSS JOIN LATERAL voice.voicemail_sound(1, test.who('wim'), 'work', v.id) AS s), 0::bigint, 'by nobody else');
DO $$
DECLARE
	v bigint := (SELECT r.id FROM voice.voicemail AS r WHERE r.owner = test.who('ann'));
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who('ann')::text));
	PERFORM test.is((voice.voicemail_mark(NULL, NULL, 1, test.who('ann'), 'work', v, true)).body ->> 'read', 'true', 'it was heard');
	PERFORM test.is((SELECT count(*) FROM voice.voicemails_list(1, test.who('ann'), 'work', true, NULL, 50)), 0::bigint, 'so that none is new');
	PERFORM test.is((voice.voicemail_remove(NULL, NULL, 1, test.who('ann'), 'work', v)).outcome, 'ok', 'it is deleted');
END $$;
SELECT test.is((SELECT count(*) FROM messaging.file), 1::bigint, 'its sound stays while another has the same');
SELECT test.is(test.leave('a', 'OggS hello'), 'seen', 'and a late repetition does not bring it back');

-- ---- recordings ----
UPDATE directory.app_user SET role = 'supervisor' WHERE username = 'ben';
DO $$
BEGIN
	PERFORM pg_advisory_xact_lock(ops.key('calls', 1, test.who('ann')::text));
	PERFORM voice.recording_add(1, test.who('ann'), 'r', 1, NULL, NULL, '+12025550101', NULL, ops.clock(), 1000);
	PERFORM test.is(voice.recording_add(1, test.who('ann'), 'r', 1, NULL, NULL, '+12025550101', NULL, ops.clock(), 1000), 'seen', 'a part is one recording');
END $$;
CREATE FUNCTION test.recordings(who text, role text) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM voice.recordings_list(1, test.who(who), role, 'agent', NULL, NULL, 50) $$;
SELECT test.is(test.recordings('ann', 'agent'), 1::bigint, 'an agent knows of their own recordings');
SELECT test.is(test.recordings('wim', 'agent'), 0::bigint, 'and of no other''s');
SELECT test.is(test.recordings('wim', 'administrator'), 1::bigint, 'an administrator of all');
SELECT test.is(test.recordings('wim', 'supervisor'), 0::bigint, 'a supervisor only of their own groups''');

-- ---- retention ----
UPDATE directory.tenant SET call_log_days = 1, voicemail_days = 1, recording_days = NULL;
UPDATE voice.call_log SET began_at = began_at - interval '2 days' WHERE call = 'b';
UPDATE voice.voicemail SET at = at - interval '2 days';
UPDATE voice.recording SET at = at - interval '2000 days';
SELECT test.is(voice.sweep(100), 2::bigint, 'what is older than the tenant keeps it goes');
SELECT test.is((SELECT count(*) FROM voice.recording), 1::bigint, 'not where it is kept for ever');
SELECT test.is((SELECT count(*) FROM messaging.file), 0::bigint, 'and its sound');

-- ---- meetings ----
SELECT test.is(directory.meeting_problem(v.template) IS NULL, v.good, format('"%s" is%s a template', v.template, CASE WHEN v.good THEN '' ELSE ' not' END)) FROM (VALUES
	('https://meet.example/{room}', true), ('https://meet.example:8443/a?room={room}#x', true), ('http://meet.example/{room}', false),
	('https://{room}.example/', false), ('https://meet.example/', false), ('https://meet.example/{room}/{room}', false), ('https://meet.example/{user}/{room}', false),
	('https://user@meet.example/{room}', false), ('https://meet.example/{room}"x', false), ('https://meet.example/{room', false), ('https://meet.example/ü{room}', false)) AS v (template, good);
SELECT test.is((directory.meeting_make(NULL, NULL, 1, test.who('ann'), 'work', NULL, NULL, 'abc')).outcome, 'no_meetings', 'no template, no meetings');
UPDATE directory.tenant SET meeting_template = 'https://meet.example/{room}';
SELECT test.is((directory.meeting_make(NULL, NULL, 1, test.who('ann'), 'work', NULL, NULL, 'abc')).body ->> 'url', 'https://meet.example/abc', 'the room stands in the address');
SELECT test.is((directory.meeting_make(NULL, NULL, 1, test.who('ann'), 'work', 'user', test.who('ann'), 'abc')).outcome, 'not_found', 'nobody meets oneself');
