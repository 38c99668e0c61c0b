-- Emergencies (60-emergency): every pair of phase and event, with the status it leads to, in each of them; then what the table
-- can't say: time, calls of two lines, logins, work that ends, offers, customers who are told to wait.
SELECT test.organisation();
SELECT test.hold();

CREATE FUNCTION pg_temp.tell(call text, step text, call_back boolean DEFAULT false, at_time timestamptz DEFAULT NULL, who text DEFAULT 'ann')
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who)));
	answer := presence.emergency_call(1, test.who(who), call, call_back, '112', step, at_time);
	PERFORM ops.batch_end();
	RETURN answer.outcome;
END $$;
CREATE FUNCTION pg_temp.end_work(work bigint, who text DEFAULT 'ann') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who)));
	UPDATE routing.interaction AS i SET state = 'wrap_up', wrap_until = ops.clock(), ended_at = ops.clock() WHERE i.id = work AND i.state = 'assigned';
	PERFORM routing.wrap_expire(1, work);
	PERFORM ops.batch_end();
END $$;
-- A supervisor takes it over.
CREATE FUNCTION pg_temp.take_over(work bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM test.live(test.login('sue'), 1);
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')) || test.agent_keys(1, test.who('sue'), command));
	answer := routing.take_over(command, NULL, 1, test.who('sue'), 'supervisor', work);
	PERFORM ops.batch_end();
	PERFORM test.is(answer.outcome, 'ok', 'it is taken over') WHERE answer.outcome <> 'ok';
	RETURN answer.outcome;
END $$;
CREATE FUNCTION pg_temp.logout(how text, confirm boolean DEFAULT true) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann'), command));
	IF how = 'agent' THEN
		answer := presence.session_close(command, NULL, 1, (SELECT max(s.id) FROM presence.session AS s
			WHERE s.user_id = test.who('ann') AND s.revoked_at IS NULL), true, NULL, confirm);
	ELSE
		answer := presence.status_set(command, NULL, 1, test.who('ann'), 'logged_out', false, NULL, test.who('sue'), 'supervisor',
			NULL, confirm);
	END IF;
	PERFORM ops.batch_end();
	RETURN answer.outcome;
END $$;
CREATE FUNCTION pg_temp.is_now(who text DEFAULT 'ann') RETURNS text LANGUAGE sql AS $$
	SELECT presence.emergency_get(1, test.who(who)) ->> 'phase' || ' ' || a.chosen
	FROM presence.agent_status AS a WHERE a.agent = test.who(who) $$;
CREATE FUNCTION pg_temp.verdict(who text DEFAULT 'ann') RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(routing.gate_verdict(a, 100, ops.clock()), 'open') FROM routing.agent AS a WHERE a.agent = test.who(who) $$;

-- Logged in, live and Available, with or without one open interaction; nothing else is left of before.
CREATE FUNCTION pg_temp.begin(handling boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	work bigint;
	session bigint;
BEGIN
	DELETE FROM presence.emergency;
	DELETE FROM presence.emergency_call;
	DELETE FROM routing.interaction;
	DELETE FROM presence.stream;
	UPDATE presence.session SET revoked_at = ops.clock() WHERE revoked_at IS NULL;
	UPDATE routing.agent SET chat_load = 0, chat_count = 0, held_until = NULL, lock_ends_at = NULL;
	session := test.login('ann');
	PERFORM test.live(session, 1);
	PERFORM test.status_set('ann', 'ann', 'available');
	IF handling THEN
		work := test.handle('ann');
	END IF;
	RETURN work;
END $$;

-- To each phase by the way that leads there.
CREATE FUNCTION pg_temp.reach(phase text, handling boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	work bigint := pg_temp.begin(handling);
	way text[] := CASE phase WHEN 'normal' THEN '{}'
		WHEN 'dialling' THEN '{began}' WHEN 'in_call' THEN '{began,answered}' ELSE '{began,answered,ended}' END;
	step text;
BEGIN
	FOREACH step IN ARRAY way LOOP
		PERFORM pg_temp.tell('first', step);
	END LOOP;
	IF phase IN ('held', 'remaining') THEN
		PERFORM test.pass('5 min');
	END IF;
	IF phase = 'remaining' THEN
		PERFORM test.emergency_act('remain');
	END IF;
	RETURN work;
END $$;

-- The events as they come from outside. Those of a call are of a new one, except its end and answer.
CREATE FUNCTION pg_temp.happen(event text, work bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	CASE event
	WHEN 'dialled' THEN PERFORM pg_temp.tell('second', 'began');
	WHEN 'answered' THEN PERFORM pg_temp.tell('first', 'answered');
	WHEN 'ended' THEN PERFORM pg_temp.tell('first', 'ended');
	WHEN 'call_back' THEN PERFORM pg_temp.tell('back', 'began', true), pg_temp.tell('back', 'answered', true);
	WHEN 'call_back_missed' THEN PERFORM pg_temp.tell('back', 'began', true), pg_temp.tell('back', 'ended', true);
	WHEN 'call_back_elsewhere' THEN PERFORM pg_temp.tell('back', 'began', true), pg_temp.tell('back', 'elsewhere', true);
	WHEN 'five_minutes' THEN PERFORM test.pass('5 min'), pg_temp.sweep();
	WHEN 'exit', 'remain' THEN PERFORM test.emergency_act(event);
	WHEN 'work_ended' THEN PERFORM pg_temp.end_work(work);
	WHEN 'work_left' THEN PERFORM pg_temp.take_over(work);
	WHEN 'logout' THEN PERFORM pg_temp.logout('agent');
	WHEN 'forced_logout' THEN PERFORM pg_temp.logout('supervisor');
	WHEN 'session_end' THEN PERFORM test.pass('12 h'), test.sweep('ann');
	END CASE;
END $$;
CREATE FUNCTION pg_temp.sweep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	due record;
BEGIN
	FOR due IN SELECT * FROM presence.emergency_due(10) LOOP
		PERFORM ops.batch_begin(test.agent_keys(due.tenant, due.agent));
		PERFORM presence.emergency_sweep(due.tenant, due.agent);
		PERFORM ops.batch_end();
	END LOOP;
END $$;

-- The phase table, as it is read: in `phase` comes `event`; without open work, and with one interaction, it is then as told.
-- "-": nothing changes, phase and status stay.
CREATE TEMP TABLE wanted (phase text, event text, without text, handling text);
INSERT INTO wanted VALUES
	('normal',    'dialled',          'dialling available',    'dialling available'),
	('normal',    'answered',         NULL,                    NULL), -- of a call that is not known: see below
	('normal',    'ended',            NULL,                    NULL),
	('normal',    'call_back',        '-',                     '-'),
	('normal',    'call_back_missed', '-',                     '-'),
	('normal',    'call_back_elsewhere', '-',                  '-'),
	('normal',    'five_minutes',     '-',                     '-'),
	('normal',    'exit',             '-',                     '-'),
	('normal',    'remain',           '-',                     '-'),
	('normal',    'work_ended',       NULL,                    '-'),
	('normal',    'work_left',        NULL,                    '-'),
	('normal',    'logout',           'normal logged_out',     'normal logged_out'),
	('normal',    'forced_logout',    'normal logged_out',     'normal logged_out'),
	('normal',    'session_end',      'normal logged_out',     'normal logged_out'),
	('dialling',  'dialled',          '-',                     '-'),
	('dialling',  'answered',         'in_call work_offline',  'in_call busy'),
	('dialling',  'ended',            'lock work_offline',     'lock busy'),
	('dialling',  'call_back',        'in_call work_offline',  'in_call busy'),
	('dialling',  'call_back_missed', '-',                     '-'),
	('dialling',  'call_back_elsewhere', '-',                  '-'),
	('dialling',  'five_minutes',     '-',                     '-'),
	('dialling',  'exit',             '-',                     '-'),
	('dialling',  'remain',           '-',                     '-'),
	('dialling',  'work_ended',       NULL,                    '-'),
	('dialling',  'work_left',        NULL,                    '-'),
	('dialling',  'logout',           'dialling logged_out',   'dialling logged_out'),
	('dialling',  'forced_logout',    'dialling logged_out',   'dialling logged_out'),
	('dialling',  'session_end',      '-',                     '-'),
	('in_call',   'dialled',          '-',                     '-'),
	('in_call',   'answered',         '-',                     '-'),
	('in_call',   'ended',            'lock work_offline',     'lock busy'),
	('in_call',   'call_back',        '-',                     '-'),
	('in_call',   'call_back_missed', '-',                     '-'),
	('in_call',   'call_back_elsewhere', '-',                  '-'),
	('in_call',   'five_minutes',     '-',                     '-'),
	('in_call',   'exit',             '-',                     '-'),
	('in_call',   'remain',           '-',                     '-'),
	('in_call',   'work_ended',       NULL,                    'in_call work_offline'),
	('in_call',   'work_left',        NULL,                    'in_call work_offline'),
	('in_call',   'logout',           'in_call logged_out',    'in_call logged_out'),
	('in_call',   'forced_logout',    'in_call logged_out',    'in_call logged_out'),
	('in_call',   'session_end',      '-',                     '-'),
	('lock',      'dialled',          'dialling work_offline', 'dialling busy'),
	('lock',      'answered',         '-',                     '-'),
	('lock',      'ended',            '-',                     '-'),
	('lock',      'call_back',        'in_call work_offline',  'in_call busy'),
	('lock',      'call_back_missed', '-',                     '-'),
	('lock',      'call_back_elsewhere', '-',                  '-'),
	('lock',      'five_minutes',     'held work_offline',     'held busy'),
	('lock',      'exit',             '-',                     '-'),
	('lock',      'remain',           '-',                     '-'),
	('lock',      'work_ended',       NULL,                    'lock available'),
	('lock',      'work_left',        NULL,                    'lock work_offline'),
	('lock',      'logout',           'lock logged_out',       'lock logged_out'),
	('lock',      'forced_logout',    'lock logged_out',       'lock logged_out'),
	('lock',      'session_end',      'normal logged_out',     'normal logged_out'), -- 12 h later: the lock has ended before
	('held',      'dialled',          'dialling work_offline', 'dialling busy'),
	('held',      'answered',         '-',                     '-'),
	('held',      'ended',            '-',                     '-'),
	('held',      'call_back',        'in_call work_offline',  'in_call busy'),
	('held',      'call_back_missed', '-',                     '-'),
	('held',      'call_back_elsewhere', '-',                  '-'),
	('held',      'five_minutes',     '-',                     '-'),
	('held',      'exit',             'normal available',      'normal available'),
	('held',      'remain',           'remaining available',   'remaining available'),
	('held',      'work_ended',       NULL,                    '-'),
	('held',      'work_left',        NULL,                    '-'),
	('held',      'logout',           'normal logged_out',     'normal logged_out'),
	('held',      'forced_logout',    'normal logged_out',     'normal logged_out'),
	('held',      'session_end',      'normal logged_out',     'normal logged_out'),
	('remaining', 'dialled',          'dialling available',    'dialling available'),
	('remaining', 'answered',         '-',                     '-'),
	('remaining', 'ended',            '-',                     '-'),
	('remaining', 'call_back',        'in_call work_offline',  'in_call busy'),
	('remaining', 'call_back_missed', '-',                     '-'),
	('remaining', 'call_back_elsewhere', '-',                  '-'),
	('remaining', 'five_minutes',     '-',                     '-'),
	('remaining', 'exit',             'normal available',      'normal available'),
	('remaining', 'remain',           '-',                     '-'),
	('remaining', 'work_ended',       NULL,                    '-'),
	('remaining', 'work_left',        NULL,                    '-'),
	('remaining', 'logout',           'normal logged_out',     'normal logged_out'),
	('remaining', 'forced_logout',    'normal logged_out',     'normal logged_out'),
	('remaining', 'session_end',      'normal logged_out',     'normal logged_out');

DO $$
DECLARE
	w record;
	handling boolean;
	work bigint;
	before text;
	want text;
	lines bigint;
	after record;
BEGIN
	FOR w IN SELECT * FROM wanted LOOP
		FOREACH handling IN ARRAY '{false,true}'::boolean[] LOOP
			want := CASE WHEN handling THEN w.handling ELSE w.without END;
			CONTINUE WHEN want IS NULL;
			work := pg_temp.reach(w.phase, handling);
			before := pg_temp.is_now();
			PERFORM test.is(split_part(before, ' ', 1), w.phase, format('ann is in %s', w.phase));
			lines := (SELECT count(*) FROM ops.audit WHERE action = 'emergency');
			PERFORM pg_temp.happen(w.event, work);
			PERFORM test.is(pg_temp.is_now(), CASE want WHEN '-' THEN before ELSE want END,
				format('%s in %s%s', w.event, w.phase, CASE WHEN handling THEN ', handling' ELSE '' END));
			SELECT e.phase, e.lock_ends_at, g.held_until, g.lock_ends_at AS told, g.chosen = a.chosen AS same INTO after
			FROM presence.emergency AS e JOIN routing.agent AS g ON g.agent = e.agent JOIN presence.agent_status AS a ON a.agent = e.agent
			WHERE e.agent = test.who('ann');
			PERFORM test.ok(after.phase IS NULL OR after.same AND after.told IS NOT DISTINCT FROM after.lock_ends_at,
				format('and the gate has the same (%s in %s)', w.event, w.phase));
			PERFORM test.is(after.held_until, CASE WHEN after.phase IN ('dialling', 'in_call') THEN 'infinity'
				WHEN after.phase = 'lock' AND NOT (handling AND w.event = 'work_ended') THEN after.lock_ends_at END,
				format('and holds offers back as the phase says (%s in %s)', w.event, w.phase));
			IF split_part(CASE want WHEN '-' THEN before ELSE want END, ' ', 1) <> w.phase THEN
				PERFORM test.ok((SELECT count(*) FROM ops.audit WHERE action = 'emergency') > lines,
					format('and %s in %s is audited', w.event, w.phase));
			END IF;
		END LOOP;
	END LOOP;
END $$;
SELECT test.is(count(*), 84::bigint, 'each event was tried in each phase') FROM wanted;

-- Two lines: a call back while the call goes on. The lock begins at the end of the last one, and what is told twice changes nothing.
SELECT pg_temp.reach('in_call', false);
SELECT test.is(pg_temp.tell('back', 'began', true), 'ok', 'a call back rings'),
	test.is(pg_temp.tell('back', 'answered', true), 'ok', 'is answered as a second line'),
	test.is(pg_temp.tell('first', 'ended'), 'unchanged', 'the end of the first call is none while the second goes on'),
	test.is(pg_temp.is_now(), 'in_call work_offline', 'the agent is in call still');
SELECT test.pass('3 min');
SELECT test.is(pg_temp.tell('back', 'ended', true), 'ok', 'the last line ends'),
	test.is(pg_temp.is_now(), 'lock work_offline', 'and the lock begins');
SELECT test.is(pg_temp.tell(call, step, back), 'unchanged', format('%s of %s told again changes nothing', step, call))
FROM (VALUES ('first', 'began', false), ('first', 'answered', false), ('first', 'ended', false), ('back', 'began', true),
	('back', 'answered', true), ('back', 'ended', true)) AS v (call, step, back);
SELECT test.is(pg_temp.is_now(), 'lock work_offline', 'after all of that it is the lock'),
	test.is(pg_temp.tell('first', 'began', who => 'ben'), 'invalid', 'a call is one agent''s'),
	test.is(pg_temp.tell('other', 'hold'), 'invalid', 'there is no other step');

-- EM-2: the five minutes run from when the call ended, not from when that was stored, and begin anew with the next end.
SELECT pg_temp.reach('in_call', false);
SELECT ops.clock() AS ended \gset
SELECT test.pass('100 s');
SELECT pg_temp.tell('first', 'ended', at_time => :'ended');
SELECT test.is(e.lock_ends_at, timestamptz :'ended' + interval '5 min', 'an end told 100 s late locks for 200 s more') FROM presence.emergency AS e;
SELECT test.pass('199 s');
SELECT test.is((test.status_set('ann', 'ann', 'on_break')).outcome, 'locked', 'a second before it is locked');
SELECT test.pass('1 s');
SELECT test.is((test.status_set('ann', 'ann', 'on_break')).outcome, 'ok', 'a second later it is not');
SELECT pg_temp.reach('in_call', false);
SELECT pg_temp.tell('first', 'ended', at_time => ops.clock() + interval '1 hour');
SELECT test.ok(e.lock_ends_at <= ops.clock() + interval '5 min', 'a time ahead of the clock counts as now') FROM presence.emergency AS e;
SELECT pg_temp.reach('in_call', false);
SELECT ops.clock() AS ended \gset
SELECT test.pass('10 min');
SELECT pg_temp.tell('first', 'ended', at_time => :'ended');
SELECT test.is(pg_temp.is_now(), 'held work_offline', 'an end told after its lock is over leaves no lock'),
	test.is((SELECT e.since FROM presence.emergency AS e), timestamptz :'ended' + interval '5 min', 'as of when the lock ended');

-- Whatever order the ends of two calls are told in (two daemons, one of which had lost the database), the lock runs from the later one.
SELECT pg_temp.reach('in_call', false);
SELECT ops.clock() AS first_ended \gset
SELECT pg_temp.tell('second', s) FROM unnest('{began,answered}'::text[]) AS s;
SELECT test.pass('50 s');
SELECT ops.clock() AS second_ended \gset
SELECT test.is(pg_temp.tell('second', 'ended', at_time => :'second_ended'), 'unchanged', 'the second call ends, of the first nobody has told yet');
SELECT test.pass('10 s');
SELECT pg_temp.tell('first', 'ended', at_time => :'first_ended');
SELECT test.is(e.lock_ends_at, timestamptz :'second_ended' + interval '5 min', 'an earlier end that is told last shortens no lock') FROM presence.emergency AS e;
SELECT pg_temp.reach('in_call', false);
SELECT test.pass('20 s');
SELECT pg_temp.tell('first', 'ended');
SELECT e.lock_ends_at AS lock_ends FROM presence.emergency AS e \gset
SELECT pg_temp.tell('late', s, at_time => ops.clock() - interval '10 s') FROM unnest('{began,answered,ended}'::text[]) AS s;
SELECT test.is(e.phase || ' ' || e.lock_ends_at, 'lock ' || :'lock_ends', 'nor does a whole call that is told after the lock began') FROM presence.emergency AS e;
SELECT pg_temp.tell('back', 'began', true), pg_temp.tell('back', 'ended', true);
SELECT test.is(e.phase || ' ' || e.lock_ends_at, 'lock ' || :'lock_ends', 'a call back that nobody answers lengthens none') FROM presence.emergency AS e;
-- One that somebody else answered is over for this agent: neither theirs nor missed.
CREATE FUNCTION pg_temp.backs() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', s.state ->> 'state', CASE WHEN (s.state ->> 'elsewhere')::boolean THEN 'elsewhere' END, CASE WHEN s.state ->> 'answered_at' IS NOT NULL THEN 'answered' END), ', ' ORDER BY c.id)
	FROM presence.emergency_call AS c CROSS JOIN LATERAL ops.state(21, 1, c.id) AS s WHERE c.call_back $$;
SELECT test.is(pg_temp.backs(), 'ended', 'which is missed');
SELECT pg_temp.tell('theirs', 'began', true), pg_temp.tell('theirs', s, true) FROM unnest('{elsewhere,elsewhere,ended}'::text[]) AS s;
SELECT test.is(pg_temp.backs(), 'ended, ended elsewhere', 'which is said of it'),
	test.is(e.phase || ' ' || e.lock_ends_at, 'lock ' || :'lock_ends', 'and the five minutes run as before') FROM presence.emergency AS e;
SELECT test.is((SELECT string_agg(e.type, ' ' ORDER BY e.id) FROM ops.event AS e JOIN presence.emergency_call AS c ON c.id = e.key AND c.call = 'theirs' WHERE e.kind = 21),
	'emergency.called_back emergency.ended', 'integrators are told that it is over');
SELECT pg_temp.tell('back', 'elsewhere', true);
SELECT test.is(pg_temp.backs(), 'ended elsewhere, ended elsewhere', 'told after the end, when it was thought lost, it takes "missed" back');
SELECT pg_temp.tell('mine', 'began', true), pg_temp.tell('mine', 'answered', true), pg_temp.tell('mine', 'elsewhere', true);
SELECT test.is(pg_temp.backs(), 'ended elsewhere, ended elsewhere, ended answered', 'what the agent has answered nobody else has'),
	test.is(presence.emergency_get(1, test.who('ann')) ->> 'phase', 'lock', 'and its end is one');

-- Whether anybody answered the last attempt is what the calls' facts say, whatever order they are stored in.
CREATE FUNCTION pg_temp.answered() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', s ->> 'number', CASE WHEN s ->> 'answered_at' IS NOT NULL THEN 'answered' END)
	FROM (SELECT (ops.state(1, 1, test.who('ann'))).state -> 'emergency' AS s) AS e
	WHERE (s ->> 'number', s ->> 'answered_at') IS NOT DISTINCT FROM (SELECT (j ->> 'number', j ->> 'answered_at') FROM presence.emergency_get(1, test.who('ann')) AS j) $$;
CREATE FUNCTION pg_temp.told_at(call text, step text, second integer, call_back boolean DEFAULT false, number text DEFAULT '112') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')));
	answer := presence.emergency_call(1, test.who('ann'), call, call_back, number, step, ops.clock() - (100 - second) * interval '1 s');
	PERFORM ops.batch_end();
	RETURN answer.outcome;
END $$;
CREATE FUNCTION pg_temp.versions() RETURNS bigint[] LANGUAGE sql AS $$
	SELECT ARRAY[(SELECT g.version FROM routing.agent AS g WHERE g.agent = test.who('ann')), (SELECT e.version FROM presence.emergency AS e)] $$;
SELECT pg_temp.begin(false);
SELECT pg_temp.told_at('one', 'began', 0);
SELECT test.is(pg_temp.answered(), '112', 'dialled: nobody has answered yet');
SELECT pg_temp.told_at('one', 'ended', 20);
SELECT test.is(pg_temp.is_now() || ' ' || pg_temp.answered(), 'lock work_offline 112', 'given up: the lock, and nobody answered 112');
SELECT pg_temp.versions() AS before, e.lock_ends_at AS lock_ends FROM presence.emergency AS e \gset
SELECT test.is(pg_temp.told_at('one', 'answered', 10), 'ok', 'an answer is taken after the end'),
	test.is(pg_temp.answered(), '112 answered', 'and takes it back'),
	test.is(e.phase || ' ' || e.lock_ends_at, 'lock ' || :'lock_ends', 'the lock runs as before'),
	test.ok((SELECT bool_and(n > o) FROM unnest(pg_temp.versions(), :'before'::bigint[]) AS v (n, o)), 'and the page is told') FROM presence.emergency AS e;
SELECT test.is(pg_temp.told_at('one', 'answered', 15), 'unchanged', 'once');
SELECT pg_temp.told_at('two', 'began', 30, number => '911'), pg_temp.told_at('two', 'ended', 40);
SELECT test.is(pg_temp.answered(), '911', 'the next attempt is one of its own');
SELECT pg_temp.told_at('back', 'began', 50, true), pg_temp.told_at('back', 'ended', 60, true);
SELECT test.is(pg_temp.answered(), '911', 'a call back that is missed answers nothing');
SELECT pg_temp.told_at('again', 'began', 65, true), pg_temp.told_at('again', 'answered', 66, true), pg_temp.told_at('again', 'ended', 70, true);
SELECT test.is(pg_temp.answered(), '911 answered', 'one that is answered does');
SELECT pg_temp.reach('in_call', false), pg_temp.tell('second', 'began');
SELECT test.is(pg_temp.answered(), '112 answered', 'dialled again while somebody is on the line');
SELECT test.pass('5 s');
SELECT pg_temp.versions() AS before \gset
SELECT pg_temp.told_at('third', 'began', 99, number => '911'), pg_temp.told_at('third', 'answered', 100);
SELECT test.is(pg_temp.answered(), '911 answered', 'a second line is answered, too'), test.ok((pg_temp.versions())[1] > (:'before'::bigint[])[1], 'the page is told of that');
CREATE TEMP TABLE said (call text, step text, second integer, call_back boolean, number text);
CREATE FUNCTION pg_temp.in_any_order(wanted text, what text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	round integer;
	s record;
	got text[] := '{}';
BEGIN
	FOR round IN 1 .. 24 LOOP
		PERFORM pg_temp.begin(false);
		FOR s IN SELECT * FROM said ORDER BY md5(round || call || step) LOOP
			PERFORM pg_temp.told_at(s.call, s.step, s.second, s.call_back, s.number);
		END LOOP;
		got := got || pg_temp.answered();
	END LOOP;
	PERFORM test.is(ARRAY(SELECT DISTINCT unnest(got)), ARRAY[wanted], what);
END $$;
INSERT INTO said VALUES ('one', 'began', 0, false, '112'), ('one', 'answered', 5, false, '112'), ('one', 'ended', 9, false, '112'),
	('two', 'began', 20, false, '911'), ('two', 'ended', 30, false, '911');
SELECT pg_temp.in_any_order('911', 'in any order: nobody answered the second number');
INSERT INTO said VALUES ('two', 'answered', 25, false, '911');
SELECT pg_temp.in_any_order('911 answered', 'in any order: it was answered');
UPDATE said SET call = 'back', call_back = true, number = NULL WHERE step = 'answered' AND call = 'two';
INSERT INTO said VALUES ('back', 'began', 24, true, NULL), ('back', 'ended', 29, true, NULL);
SELECT pg_temp.in_any_order('911 answered', 'in any order: the service called back');

-- Judged at reading, with nobody to sweep.
SELECT pg_temp.reach('lock', false);
SELECT test.pass('5 min');
SELECT test.is((SELECT e.phase::text FROM presence.emergency AS e), 'lock', 'nobody has stored the end of the lock'),
	test.is(pg_temp.is_now(), 'held work_offline', 'and yet it is over'),
	test.is((SELECT count(*) FROM presence.emergency_due(10)), 1::bigint, 'presenced is told');

-- EM-4: only the last of those that were open at dialling, and only after the lock began.
SELECT pg_temp.begin(false);
SELECT test.handle('ann') AS one, test.handle('ann', 'wrap_up') AS two \gset
SELECT pg_temp.tell('first', s) FROM unnest('{began,answered,ended}'::text[]) AS s;
SELECT test.handle('ann') AS later \gset
SELECT pg_temp.end_work(:one);
SELECT test.is(pg_temp.is_now(), 'lock busy', 'the first of two ends: Busy still'), test.is(pg_temp.verdict(), 'status', 'and nothing is offered');
SELECT pg_temp.end_work(:two);
SELECT test.is(pg_temp.is_now(), 'lock available', 'the last of them ends: Available, whatever came later'), test.is(pg_temp.verdict(), 'open', 'and offers may come');
SELECT pg_temp.tell('second', 'began');
SELECT test.is(pg_temp.is_now(), 'dialling available', 'dialling again leaves the status'), test.is(pg_temp.verdict(), 'emergency', 'and holds offers back');
SELECT pg_temp.reach('in_call', true) AS one \gset
SELECT pg_temp.end_work(:one), pg_temp.tell('first', 'ended');
SELECT test.is(pg_temp.is_now(), 'lock work_offline', 'what ended in the call brings no Available in the lock');
-- What goes on without the agent has not ended: it brings no Available, whatever becomes of it later; what they end themselves does.
SELECT pg_temp.begin(false);
SELECT test.handle('ann') AS one, test.handle('ann') AS two \gset
SELECT pg_temp.tell('first', s) FROM unnest('{began,answered,ended}'::text[]) AS s;
SELECT pg_temp.take_over(:one);
SELECT test.is(pg_temp.is_now(), 'lock busy', 'one of two is taken over: Busy still');
SELECT pg_temp.end_work(:two);
SELECT test.is(pg_temp.is_now(), 'lock available', 'the last that was left to the agent ends: Available');
SELECT pg_temp.begin(false);
SELECT test.handle('ann') AS one, test.handle('ann') AS two \gset
SELECT pg_temp.tell('first', s) FROM unnest('{began,answered,ended}'::text[]) AS s;
SELECT pg_temp.end_work(:one), pg_temp.take_over(:two);
SELECT test.is(pg_temp.is_now(), 'lock work_offline', 'a take-over of the last one does not make the agent Available'),
	test.ok(pg_temp.verdict() <> 'open', 'and nothing is offered'),
	test.is((SELECT a.detail ->> 'event' FROM ops.audit AS a WHERE a.action = 'emergency' ORDER BY a.id DESC LIMIT 1), 'work_left', 'as the audit log says');
SELECT pg_temp.end_work(:two, 'sue');
SELECT test.is(pg_temp.is_now(), 'lock work_offline', 'nor does its end with whoever took it over');
CREATE FUNCTION pg_temp.checked() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')));
	RETURN presence.emergency_work_ended(1, test.who('ann'), NULL);
END $$;
SELECT pg_temp.reach('lock', true) AS one \gset
UPDATE routing.interaction AS i SET agent = test.who('sue') WHERE i.id = :one;
SELECT test.is(pg_temp.checked(), true, 'the checker finds a take-over that was missed');
SELECT test.is(pg_temp.is_now(), 'lock work_offline', 'and makes nobody Available for it');
SELECT pg_temp.reach('lock', true) AS one \gset
UPDATE routing.interaction AS i SET agent = test.who('sue') WHERE i.id = :one;
SELECT pg_temp.end_work(:one, 'sue');
SELECT test.is(pg_temp.checked(), true, 'also when it has ended with its new agent since'), test.is(pg_temp.is_now(), 'lock work_offline', 'nor then');

-- EM-1: no rule changes the status in these phases, nor while a call back rings.
CREATE FUNCTION pg_temp.missed() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')));
	RETURN presence.status_by_rule(1, test.who('ann'), 'on_break', 'offer_expired');
END $$;
SELECT pg_temp.reach(p, false), test.is(pg_temp.missed(), wanted, format('in %s a miss has %s penalty', p, CASE WHEN wanted THEN 'its' ELSE 'no' END))
FROM (VALUES ('normal', true), ('dialling', false), ('in_call', false), ('lock', false), ('held', true), ('remaining', true)) AS v (p, wanted);
SELECT pg_temp.reach('remaining', false), pg_temp.tell('back', 'began', true);
SELECT test.is(pg_temp.missed(), false, 'nor has it while a call back rings');
SELECT pg_temp.tell('back', 'ended', true);
SELECT test.is(pg_temp.missed(), true, 'when that has ended it has');

-- That rule alone is a penalty: who chose Stop New is Work Offline when the work is done, also while a call back rings.
SELECT pg_temp.reach('remaining', false), test.handle('ann') AS last \gset
SELECT test.is((test.status_set('ann', 'ann', 'available', true)).outcome, 'ok', 'she chooses Stop New');
SELECT pg_temp.tell('back', 'began', true);
SELECT pg_temp.end_work(:last);
SELECT test.is(pg_temp.is_now(), 'remaining work_offline', 'her last work ends while a call back rings');

-- Held: Available asks; a supervisor may put them there (EM-6 is of the phases before).
SELECT pg_temp.reach('held', false);
SELECT test.is((test.status_set('ann', 'ann', 'available')).outcome, 'exit_or_remain', 'held, Available asks'),
	test.is(pg_temp.is_now(), 'held work_offline', 'and closing the question changes nothing'),
	test.is((test.status_set('ann', 'ann', 'on_break')).outcome, 'ok', 'any other status may be chosen'),
	test.is((test.status_set('sue', 'ann', 'available')).outcome, 'ok', 'a supervisor is not asked');
SELECT test.is(pg_temp.is_now(), 'held available', 'unanswered is held');

-- Logins: who logs out goes on with the lock in Work Offline, and no login ends before the lock does.
SELECT pg_temp.reach('lock', false);
SELECT test.is(pg_temp.logout('agent', false), 'emergency_runs', 'a logout has to be confirmed'),
	test.is(pg_temp.logout('supervisor', false), 'emergency_runs', 'a forced one, too'),
	test.is(pg_temp.logout('agent'), 'ok', 'confirmed it is done');
SELECT test.login('ann') IS NOT NULL AS back \gset
SELECT test.is(pg_temp.is_now(), 'lock work_offline', 'a login continues the lock');
SELECT pg_temp.begin(false);
UPDATE presence.session SET expires_at = ops.clock() + interval '1 min' WHERE user_id = test.who('ann') AND revoked_at IS NULL;
UPDATE presence.stream SET ends_at = ops.clock() + interval '1 min', due_at = ops.clock() + interval '1 min';
SELECT pg_temp.tell('first', s) FROM unnest('{began,answered}'::text[]) AS s;
SELECT test.pass('2 h'), test.sweep('ann');
SELECT test.is(pg_temp.is_now(), 'in_call work_offline', 'no login ends during the call');
SELECT pg_temp.tell('first', 'ended');
SELECT test.is((SELECT max(s.expires_at) FROM presence.session AS s WHERE s.user_id = test.who('ann') AND s.revoked_at IS NULL),
		(SELECT e.lock_ends_at FROM presence.emergency AS e), 'but with the lock'),
	test.is((SELECT e.session_ends_at = e.lock_ends_at FROM presence.emergency AS e), true, 'as the facts say');
SELECT test.pass('5 min'), test.sweep('ann');
SELECT test.is(pg_temp.is_now(), 'normal logged_out', 'then the login ends, and the emergency with it');

-- One page of several: which of them has the call nobody knows, so that the end of each whose page answers is confirmed; not of one that was left behind.
CREATE FUNCTION pg_temp.end_one(session bigint, how text, confirm boolean DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann'), command));
	answer := CASE how WHEN 'logout' THEN presence.session_close(command, NULL, 1, session, true, NULL, confirm)
		WHEN 'own' THEN presence.session_revoke(command, NULL, 1, test.who('ann'), 'agent', test.who('ann'), session, confirm)
		WHEN 'password' THEN presence.password_change(command, NULL, 1, test.who('ann'), session, 'x', 'x')
		ELSE presence.session_revoke(command, NULL, 1, test.who('eve'), 'administrator', test.who('ann'), session, confirm) END;
	PERFORM ops.batch_end();
	RETURN answer.outcome;
END $$;
SELECT pg_temp.reach('in_call', false);
SELECT max(s.id) AS page FROM presence.session AS s WHERE s.user_id = test.who('ann') \gset
SELECT test.login('ann') AS left, test.login('ann') AS other \gset
SELECT test.live(:other, 1);
SELECT test.is(pg_temp.end_one(p.page, h.how), 'emergency_runs', format('the end of one page of two is confirmed: %s, %s', h.how, p.name))
FROM (VALUES ('logout'), ('own'), ('administrator'), ('password')) AS h (how), (VALUES (:page, 'the first'), (:other, 'the second')) AS p (page, name);
SELECT test.is(test.stale(:other, 1), 'ok', 'the second falls silent');
SELECT test.is(pg_temp.end_one(:page, 'password') || ' ' || pg_temp.end_one(:other, 'logout'), 'emergency_runs emergency_runs', 'it may have the call all the same');
SELECT test.live(:other, 1);
SELECT test.is(pg_temp.end_one(:left, 'password'), 'emergency_runs', 'a password is not changed from one that was left behind'),
	test.is(pg_temp.end_one(:left, 'own'), 'ok', 'one that was left behind ends at once');
SELECT test.is(pg_temp.end_one(:other, 'logout', true), 'ok', 'confirmed it is done'), test.is(pg_temp.is_now(), 'in_call work_offline', 'and nobody is logged out'),
	test.is((SELECT a.detail ->> 'in_emergency' FROM ops.audit AS a WHERE a.action = 'session_close' ORDER BY a.id DESC LIMIT 1), 'true', 'which the audit log says'),
	test.is(pg_temp.end_one(:page, 'password'), 'ok', 'the only page may change the password'),
	test.is(pg_temp.end_one(:page, 'own', true), 'ok', 'and be ended, confirmed');
SELECT test.is(pg_temp.is_now(), 'in_call logged_out', 'which logs the agent out');
SELECT pg_temp.reach('held', false);
SELECT max(s.id) AS page, test.login('ann') AS other FROM presence.session AS s WHERE s.user_id = test.who('ann') \gset
SELECT test.live(:other, 1);
SELECT test.is(pg_temp.end_one(:other, 'logout'), 'ok', 'held asks nothing'), test.is(pg_temp.end_one(:page, 'password'), 'ok', 'nor for a password');
DELETE FROM presence.emergency;

-- A change of the user that would end their logins is refused (EM-6): an administrator ends those first, which asks.
CREATE FUNCTION pg_temp.save(item jsonb, who text DEFAULT 'ann') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, ''), ops.key('agent', 1, test.who(who)::text)]);
	answer := directory.resource_write(NULL, NULL, 1, test.who('eve'), 'administrator', '{}', 'user', 'update', test.who(who),
		(SELECT u.version FROM directory.app_user AS u WHERE u.id = test.who(who)), item, NULL, false);
	PERFORM ops.batch_end();
	RETURN concat_ws(' ', answer.outcome, answer.body ->> 'phase', answer.body #>> '{errors,0,pointer}');
END $$;
SELECT pg_temp.reach('in_call', false);
SELECT test.is(pg_temp.save(s.item), 'emergency_runs in_call /' || s.field, 'who is in a call keeps their login: ' || s.field)
FROM (VALUES ('disabled', '{"disabled": true}'::jsonb), ('password', '{"password_hash": "y"}'), ('has_seat', '{"has_seat": false}')) AS s (field, item);
SELECT test.is(count(*), 1::bigint, 'nothing of it is kept') FROM presence.session AS s JOIN directory.app_user AS u ON u.id = s.user_id
WHERE u.username = 'ann' AND s.revoked_at IS NULL AND NOT u.disabled AND u.has_seat AND u.password_hash = 'x';
SELECT test.is(pg_temp.save('{"name": "Ann"}'), 'ok', 'what ends no login is taken'),
	test.is(pg_temp.logout('supervisor'), 'ok', 'their login is ended'),
	test.is(pg_temp.save('{"password_hash": "y"}'), 'ok', 'then it is done'),
	test.is(pg_temp.is_now(), 'in_call logged_out', 'and the call goes on by itself');
SELECT pg_temp.tell('first', 'ended'), test.pass('5 min'), pg_temp.sweep();

-- A customer is told to wait once in an emergency of their agent, also one who was told in a former agent's (EM-5).
INSERT INTO routing.queue (tenant, id, name, medium) VALUES (1, 1, 'Support', 'chat') ON CONFLICT DO NOTHING;
UPDATE routing.queue SET emergency_text = 'Please wait.' WHERE id = 1;
CREATE FUNCTION pg_temp.waits() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(u.username, ' ') FROM routing.wait_texts_due(10) AS d JOIN routing.wait_text AS w USING (tenant, interaction)
	JOIN directory.app_user AS u ON u.id = w.agent $$;
SELECT pg_temp.begin(false);
SELECT test.login('ben') IS NOT NULL AS there, test.handle('ben') AS chat \gset
SELECT pg_temp.tell('his', 'began', who => 'ben');
SELECT test.is(pg_temp.waits(), 'ben', 'the customer of who calls for help is to be told');
UPDATE routing.wait_text SET sent_at = ops.clock();
UPDATE routing.interaction SET agent = test.who('ann') WHERE id = :chat;
SELECT pg_temp.tell('first', 'began');
SELECT test.is(pg_temp.waits(), 'ann', 'and again when who has taken over calls for help');
UPDATE routing.wait_text SET sent_at = ops.clock();
SELECT pg_temp.tell('first', 'ended'), pg_temp.tell('second', 'began');
SELECT test.is(pg_temp.waits(), NULL, 'not for a further call of the same emergency');
SELECT pg_temp.tell('second', 'ended'), pg_temp.tell('his', 'ended', who => 'ben');
DELETE FROM routing.interaction;

-- The seat is taken away in the call: its end is taken all the same, also of a dead run, and nobody who gets a seat again is in it still.
SELECT pg_temp.reach('in_call', false);
UPDATE directory.app_user SET has_seat = false WHERE id = test.who('ann');
SELECT test.is(pg_temp.tell('other', 'began'), 'not_found', 'nobody without a seat has an emergency'),
	test.is((SELECT string_agg(l.call, ' ') FROM presence.emergency_calls_lost(33, 10) AS l), 'first', 'the call of a run that is gone is found'),
	test.is(pg_temp.tell('first', 'ended'), 'ok', 'its end is taken');
UPDATE directory.app_user SET has_seat = true WHERE id = test.who('ann');
SELECT test.is(split_part(pg_temp.is_now(), ' ', 1), 'lock', 'and the lock has begun');

-- Who called for help from where is not kept longer than a week.
SELECT test.pass('6 days 23 hours');
SELECT presence.session_sweep(100);
SELECT test.is(count(*), 1::bigint, 'for a week after its end it is there') FROM presence.emergency_call;
SELECT test.pass('2 hours');
SELECT presence.session_sweep(100);
SELECT test.is(count(*), 0::bigint, 'an emergency call is forgotten, also of who never calls again') FROM presence.emergency_call;

-- Tenants, and the tenant's own numbers.
SELECT test.fails($$UPDATE directory.tenant SET emergency_numbers = '{+49112}'$$, '23514', 'emergency numbers are digits, * and #');
UPDATE directory.tenant SET emergency_numbers = '{0999,*112#}', keep_line_free = true WHERE id = 1;
SELECT test.is((SELECT t.emergency_numbers::text || t.keep_line_free FROM directory.a_tenant AS t WHERE t.id = 1), '{0999,*112#}true', 'a tenant''s own numbers, and EM-10, are kept');
-- Of each emergency call, and each row of their list: not by reading all users.
CREATE FUNCTION pg_temp.plan(asked text) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	plan text;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || asked INTO plan;
	RETURN plan;
END $$;
SELECT test.ok(pg_temp.plan('SELECT FROM presence.emergency_viewers(1, 2)') ~ 'app_user_supervising', 'the viewers of an emergency call are found by an index');
