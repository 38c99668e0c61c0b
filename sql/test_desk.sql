-- The front desk (CT-17): who sees the calls of which line; steps of a leg that come again and in any order; what a dead daemon told of; bounds.
SELECT test.organisation();
UPDATE directory.tenant SET mode = 3;
UPDATE directory.app_user SET has_work = true WHERE username IN ('ann', 'ben');
INSERT INTO directory.service (tenant, kind, name, extension) VALUES (1, 'call_queue', 'Sales', '700'), (1, 'call_group', 'Support', '701');
INSERT INTO directory.external_contact (tenant, name, numbers) VALUES (1, 'Zoë Müller', '[{"label": "Office", "kind": "phone", "number": "+12025550142", "shown": "+12025550142"}]');
INSERT INTO directory.personal_contact (tenant, owner, name, numbers) VALUES (1, test.who('wim'), 'A secret', '[{"label": "Home", "kind": "phone", "number": "+12025550143", "shown": "+12025550143"}]');

CREATE FUNCTION test.service(name text) RETURNS bigint LANGUAGE sql AS $$ SELECT s.id FROM directory.service AS s WHERE s.name = service.name $$;
CREATE FUNCTION test.give(who text, item jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, ''), ops.key('command', 1, encode(command, 'hex'))]);
	RETURN (directory.resource_write(command, '\x00', 1, test.who('eve'), 'administrator', '{}', 'desk_line', 'create', NULL, NULL,
		jsonb_build_object('user_id', test.who(who)::text) || item, NULL, false)).outcome;
END $$;
CREATE FUNCTION test.lines(who text) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(l ->> 'name' || CASE WHEN (l ->> 'own')::boolean THEN ' own' ELSE '' END || CASE WHEN (l ->> 'chosen')::boolean THEN '' ELSE ' off' END, ', '), '')
	FROM jsonb_array_elements(directory.desk_lines(1, test.who(who)) -> 'lines') AS l
$$;
-- A step of a leg, as a batch of its daemon.
CREATE FUNCTION test.step(leg text, seq integer, state text, line text DEFAULT 'service:' || test.service('Sales'), epoch bigint DEFAULT 1, number text DEFAULT '+12025550199',
	shown text DEFAULT NULL, user_ text DEFAULT NULL, with_ text DEFAULT NULL, at timestamptz DEFAULT ops.clock()) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('leg', 1, leg)]);
	answer := voice.live_step(1, leg, epoch, seq, 'call of ' || leg, split_part(line, ':', 1), split_part(line, ':', 2)::bigint, 'in', state, at, number, shown,
		test.who(user_), test.who(with_));
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
CREATE FUNCTION test.calls(who text) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg((c #>> '{state,state}') || ' ' || COALESCE(c #>> '{state,name}', c #>> '{state,number}', '?'), ', '), '') FROM jsonb_array_elements(voice.desk_get(1, test.who(who)) -> 'calls') AS c
$$;
CREATE FUNCTION test.choose(who text, VARIADIC lines text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, ''), ops.key('command', 1, encode(command, 'hex'))]);
	RETURN (directory.desk_set(command, '\x00', 1, test.who(who), lines)).outcome;
END $$;

-- ---- the right ----
SELECT test.is(test.lines('wim'), '', 'who was given no line has no front desk');
SELECT test.is(test.give('wim', jsonb_build_object('service_id', test.service('Sales')::text)), 'created', 'a service''s line is given');
SELECT test.is(test.give('wim', jsonb_build_object('line_user_id', test.who('ann')::text)), 'created', 'a user''s, too');
SELECT test.is(test.give('wim', jsonb_build_object('line_user_id', test.who('ann')::text, 'side', 'agent')), 'created', 'and that of their other account');
SELECT test.is(test.give('wim', jsonb_build_object('line_user_id', test.who('ann')::text)), 'value_taken', 'once');
SELECT test.is(test.give('wim', '{}'), 'invalid', 'a line is somebody''s');
SELECT test.is(test.give('wim', jsonb_build_object('line_user_id', test.who('ann')::text, 'service_id', test.service('Sales')::text)), 'invalid', 'not two''s');
SELECT test.is(test.give('wim', jsonb_build_object('service_id', test.service('Support')::text, 'side', 'agent')), 'invalid', 'a service has no sides');
SELECT test.is(test.give('wim', jsonb_build_object('service_id', '999')), 'unknown_reference', 'nor is it nobody''s');
SELECT test.is(test.lines('wim'), 'Wim own, Sales, Ann, Ann', 'one sees what one was given, and one''s own line');
CREATE FUNCTION test.mode(mode integer) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	told jsonb;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
	PERFORM directory.tenant_mode_set(1, '{}', mode, false);
	SELECT jsonb_agg(e.key ORDER BY e.key) INTO told FROM ops.event AS e WHERE e.at = ops.batch_at() AND e.kind = 19;
	PERFORM ops.batch_end();
	RETURN told;
END $$;
SELECT test.is(test.mode(1), jsonb_build_array(test.who('wim')), 'each front desk with a line of the contact center is read anew');
SELECT test.is(test.lines('wim'), 'Wim own, Sales, Ann', 'nothing of the contact center');
SELECT test.is(test.mode(2), NULL, 'from one of them to the other nothing changes');
SELECT test.is(test.mode(3), jsonb_build_array(test.who('wim')), 'and back');
SELECT test.is(test.lines('ben') || test.lines('ann'), '', 'nobody else sees any');
UPDATE directory.app_user SET has_work = false WHERE username = 'wim';
SELECT test.is(test.lines('wim'), '', 'nor who has no Work licence any more');
UPDATE directory.app_user SET has_work = true WHERE username = 'wim';
SELECT test.is(test.give('ben', jsonb_build_object('line_user_id', test.who('wim')::text)), 'created', 'another receptionist');

-- ---- steps ----
SELECT test.is((test.step('a', 1, 'ringing')).outcome, 'stale', 'a daemon that has not begun tells nothing');
SELECT ops.instance_register(11, 'voiced-1', 'ipc:///x', 'http://127.0.0.1:1', '0.1');
SELECT test.is(voice.live_begin(11, '{}'), 1::bigint, 'it begins');
SELECT test.is((test.step('a', 1, 'ringing', at => ops.clock() - interval '3 minutes')).outcome, 'ok', 'a call rings');
SELECT test.is((test.step('a', 1, 'ringing')).outcome, 'seen', 'the same step again changes nothing');
SELECT test.is((test.step('a', 3, 'active', with_ => 'ann', at => ops.clock() - interval '1 minute')).outcome, 'ok', 'a step that overtook another');
SELECT test.is((test.step('a', 2, 'waiting')).outcome, 'seen', 'which then says nothing new');
SELECT test.is(test.calls('wim'), 'active +12025550199', 'the newest step is how it is');
SELECT test.is((SELECT (began_at < since)::text FROM voice.leg), 'true', 'it began before it was answered');
SELECT test.is((SELECT c #>> '{state,with,name}' FROM jsonb_array_elements(voice.desk_get(1, test.who('wim')) -> 'calls') AS c), 'Ann', 'and who is on it');
SELECT test.step('a', 4, 'active', with_ => 'ann', shown => 'A caller');
SELECT test.is((SELECT (since < ops.clock() - interval '30 seconds')::text FROM voice.leg), 'true', 'a step that changes no state leaves its time');
SELECT test.is(test.calls('ben') || test.calls('ann'), '', 'nobody sees it who was not given its line, nor who is on it');
SELECT test.is((voice.leg_state(1, (SELECT id FROM voice.leg))).audience::text, format('{%s}', -test.who('wim')), 'news are for whoever sees the line');
SELECT test.is((voice.leg_state(2, (SELECT id FROM voice.leg))).audience, NULL, 'in its organisation');
SELECT test.is((test.step('a', 6, 'ended')).outcome, 'ok', 'it ends');
SELECT test.is((test.step('a', 7, 'active')).outcome || ' ' || (test.step('a', 5, 'held')).outcome || test.calls('wim'), 'seen seen', 'what has ended stays ended');
SELECT test.is((SELECT to_jsonb(l) ->> 'number' || l.shown FROM voice.leg AS l), NULL, 'and nothing of the caller is kept');
SELECT test.is(((test.step('z', 9, 'ended')).news -> 0 ->> 'state'), NULL, 'an end without a beginning');
SELECT test.is((test.step('z', 1, 'ringing')).outcome || test.calls('wim'), 'seen', 'shows nothing either');
SELECT test.is(((test.step('b', 1, 'waiting')).news -> 0 ->> 'audience'), format('["%s"]', -test.who('wim')), 'a step''s news go to its viewers');

-- ---- who it is ----
SELECT test.step('c', 1, 'waiting', number => '+12025550142', shown => 'MUELLER');
SELECT test.step('d', 1, 'waiting', number => '+12025550143', shown => 'HOME');
SELECT test.step('e', 1, 'waiting', number => NULL, user_ => 'ben');
SELECT test.step('f', 1, 'waiting', number => NULL);
SELECT test.is(test.calls('wim'), 'waiting +12025550199, waiting Zoë Müller, waiting HOME, waiting Ben, waiting ?', 'a company''s contact by name, nobody''s personal one; a colleague; withheld');
SELECT test.is((SELECT count(*) FROM jsonb_array_elements(voice.desk_get(1, test.who('wim')) -> 'calls') AS c WHERE c #> '{state,actions}' <> '[]'), 0::bigint, 'no action is offered');
DELETE FROM voice.leg WHERE leg IN ('c', 'd', 'e', 'f');

-- ---- what a daemon does is offered while somebody is on it ----
SELECT ops.instance_register(12, 'voiced-2', 'ipc:///y', 'http://127.0.0.1:2', '0.1');
SELECT test.is(voice.live_begin(12, '{transfer}'), 2::bigint, 'another daemon, which transfers');
SELECT test.step('t', 1, 'ringing', 'work:' || test.who('wim'), 2), test.step('o', 1, 'active', 'work:' || test.who('wim'));
SELECT test.is((SELECT (l.actions || c.actions)::text FROM (SELECT voice.leg_json(r) -> 'actions' AS actions FROM voice.leg AS r WHERE leg = 't') AS l, (SELECT voice.leg_json(r) -> 'actions' AS actions FROM voice.leg AS r WHERE leg = 'o') AS c), '[]', 'not while it rings, nor by a daemon that does not');
SELECT test.step('t', 2, 'held', 'work:' || test.who('wim'), 2);
SELECT test.is((SELECT voice.leg_json(r) ->> 'actions' FROM voice.leg AS r WHERE leg = 't'), '["transfer"]', 'but while it is held');
DELETE FROM voice.leg WHERE leg IN ('t', 'o');

-- ---- one's own choice ----
SELECT test.step('u', 1, 'active', 'work:' || test.who('ann'));
SELECT test.is(test.choose('wim', 'work:' || test.who('ann'), 'work:' || test.who('wim')), 'ok', 'a receptionist chooses');
SELECT test.is(test.lines('wim'), 'Ann, Wim own, Sales off, Ann off', 'lines in their order');
SELECT test.is(test.calls('wim'), 'active +12025550199', 'and sees their calls alone');
SELECT test.is(test.choose('wim', 'work:' || test.who('ben')), 'unknown_reference', 'none that they were not given');
SELECT test.is(test.choose('wim', 'work:' || test.who('ann'), 'work:' || test.who('ann')), 'invalid', 'none twice');
SELECT test.is(test.choose('ann', VARIADIC '{}'), 'ok', 'who has none chooses nothing');
SELECT test.is((SELECT count(*) FROM directory.desk WHERE owner = test.who('ann')), 0::bigint, 'and nothing is kept of it');
SELECT test.is(test.choose('wim', VARIADIC '{}'), 'ok', 'none: all again');
SELECT test.is(test.lines('wim'), 'Wim own, Sales, Ann, Ann', 'as they were given');
SELECT test.is((directory.desk_state(1, test.who('wim'))).state ->> 'lines', '4', 'the page is told how many');

-- ---- a daemon that died ----
SELECT test.is((SELECT string_agg(o.leg, ' ') FROM voice.live_of_boot(11, 10) AS o), 'b u', 'what it told of');
SELECT test.is((SELECT count(*) FROM voice.live_orphaned(10)), 0::bigint, 'while it is there nothing is lost');
SELECT ops.instance_leave(11);
SELECT test.is((SELECT string_agg(o.leg, ' ') FROM voice.live_orphaned(10) AS o), 'b u', 'and all of it when it is not');
CREATE FUNCTION test.lose(leg text, epoch bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('leg', 1, leg)]);
	RETURN (voice.live_lost(1, leg, epoch)).outcome;
END $$;
SELECT test.is((test.step('u', 5, 'held', 'work:' || test.who('ann'), 2)).outcome, 'ok', 'a later run has one of them');
SELECT test.is(test.lose('u', 1) || ' ' || test.lose('b', 1) || ' ' || test.lose('b', 1), 'unchanged ok unchanged', 'so that is not lost, the other is');
SELECT test.is(test.calls('wim'), 'held +12025550199', 'and shown no more');
SELECT test.is((test.step('u', 9, 'ended', 'work:' || test.who('ann'), 1)).outcome, 'seen', 'what the former run says late counts no more');
SELECT test.is((test.step('b', 2, 'active', epoch => 2)).outcome || ' ' || test.calls('wim'), 'ok active +12025550199, held +12025550199', 'a later run that has it brings it back');

-- ---- bounds ----
SELECT test.step('many' || n, 1, 'waiting') FROM generate_series(1, 505) AS n;
SELECT test.is((SELECT jsonb_array_length(d -> 'calls') || ' ' || (d ->> 'more') FROM voice.desk_get(1, test.who('wim')) AS d), '500 true', 'at most 500 calls, and that there are more');
SELECT test.is((SELECT count(*) FROM voice.desk_get(1, test.who('wim')) AS d, jsonb_array_elements(d -> 'calls') AS c WHERE c #>> '{state,line}' LIKE 'work:%'), 1::bigint, 'the longest first');
INSERT INTO directory.service (tenant, kind, name) SELECT 1, 'call_group', 'group ' || n FROM generate_series(1, 198) AS n;
INSERT INTO directory.desk_line (tenant, user_id, service_id) SELECT 1, test.who('wim'), s.id FROM directory.service AS s WHERE s.name LIKE 'group %' ORDER BY s.id LIMIT 197;
SELECT test.is(test.give('wim', jsonb_build_object('service_id', test.service('Support')::text)), 'too_many', 'at most 200 lines');

-- ---- what is over is forgotten ----
SELECT test.step('a' || n, 2, 'ended') FROM generate_series(1, 3) AS n;
UPDATE voice.leg SET since = since - interval '2 days';
UPDATE voice.run SET began_at = began_at - interval '2 days';
DELETE FROM voice.leg WHERE leg LIKE 'many%';
SELECT voice.sweep(100);
SELECT test.is((SELECT string_agg(leg, ' ' ORDER BY leg) FROM voice.leg), 'b u', 'a day later, but what is under way');
SELECT test.is((SELECT string_agg(epoch::text, ' ') FROM voice.run), '2', 'and runs that are over');
