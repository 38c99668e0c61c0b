-- Sessions that show no sign of their person end after the organisation's time (docs/decisions/0109-idle-sessions.md).
SELECT test.organisation();
SELECT test.hold();
CREATE FUNCTION pg_temp.open(who text, app text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who(who), command));
	answer := presence.session_open(command, NULL, 1, test.who(who), app, sha256(command), 12 * 3600000);
	PERFORM ops.batch_end();
	RETURN (answer.body ->> 'session')::bigint;
END $$;
-- Answers "outcome left_s".
CREATE FUNCTION pg_temp.active(session bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, (SELECT s.user_id FROM presence.session AS s WHERE s.id = session)));
	answer := presence.session_active(1, session);
	PERFORM ops.batch_end();
	RETURN concat_ws(' ', answer.outcome, answer.body ->> 'idle_left_s');
END $$;
-- What a round of the daemon does; answers how many sessions it ended.
CREATE FUNCTION pg_temp.round() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	before bigint := (SELECT count(*) FROM presence.session WHERE idled_min IS NOT NULL);
	d record;
BEGIN
	FOR d IN SELECT * FROM presence.session_idle_due(100) LOOP
		PERFORM ops.batch_begin(test.agent_keys(d.tenant, d.user_id));
		PERFORM presence.session_idle_sweep(d.tenant, d.session);
		PERFORM ops.batch_end();
	END LOOP;
	RETURN (SELECT count(*) FROM presence.session WHERE idled_min IS NOT NULL) - before;
END $$;
CREATE FUNCTION pg_temp.left_s(session bigint) RETURNS text LANGUAGE sql AS $$ SELECT presence.session_idle_get(1, session) ->> 'idle_left_s' $$;
-- valid, idle N, or gone: as each daemon finds the session by its token.
CREATE FUNCTION pg_temp.found(session bigint) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE((SELECT COALESCE('idle ' || f.idled_min, 'valid') FROM presence.session AS s, presence.session_find_2(s.token_hash) AS f
		WHERE s.id = found.session), 'gone')
$$;
CREATE FUNCTION pg_temp.set(minutes integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, ''), ops.key('command', 1, encode(command, 'hex'))]);
	RETURN (directory.resource_write(command, '\x00', 1, test.who('eve'), 'administrator', '{}', 'tenant', 'update', 1,
		(SELECT t.version FROM directory.tenant AS t WHERE t.id = 1), jsonb_build_object('session_idle_min', minutes), NULL, false)).outcome;
END $$;

-- Without the setting nothing ends.
SELECT pg_temp.open('ann', 'workspace') AS ann \gset
SELECT test.pass('3 hours');
SELECT test.is((SELECT count(*) FROM presence.session_idle_due(100)), 0::bigint, 'an organisation that says nothing lets its sessions be');
SELECT test.is(presence.session_idle_get(1, :ann), '{"idle_min": 0, "idle_left_s": null}', 'and they have no such end');
SELECT test.is(pg_temp.active(:ann), 'ok', 'activity may be said all the same');

-- The setting.
SELECT test.is(pg_temp.set(n), wanted, format('%s minutes: %s', n, wanted))
FROM (VALUES (4, 'invalid'), (-1, 'invalid'), (1441, 'invalid'), (1440, 'ok'), (5, 'ok'), (0, 'ok')) AS v (n, wanted);
SELECT test.pass('1 hour');
SELECT test.is(pg_temp.set(15), 'ok', 'it is turned on while somebody is logged in who did nothing for an hour');
SELECT test.is(pg_temp.left_s(:ann), '900', 'who has the whole time from then on');
SELECT test.sweep('ann');
SELECT pg_temp.open('ann', 'workspace') AS ann \gset
SELECT test.is(test.live(:ann, 1), 'ok', 'she logs in again, and her page is open');
SELECT test.pass('10 min');
SELECT test.is(pg_temp.set(10), 'ok', 'a shorter time, too');
SELECT test.is(pg_temp.left_s(:ann), '600', 'counts from its change');
SELECT test.is(pg_temp.set(15), 'ok', 'and a longer one');
SELECT test.is(pg_temp.left_s(:ann), '900', 'likewise');
SELECT test.pass('5 min');
UPDATE directory.tenant SET name = 'Renamed' WHERE id = 1;
SELECT test.is(pg_temp.left_s(:ann), '600', 'no other change of the organisation prolongs it');

-- Activity, at most one update a minute.
SELECT test.is(pg_temp.active(:ann), 'ok 900', 'activity begins the time anew');
SELECT xmin::text AS written, version FROM presence.session WHERE id = :ann \gset
SELECT count(*) AS events FROM ops.event \gset
SELECT test.pass('59 s');
SELECT test.is(pg_temp.active(:ann), 'ok 841', 'a second one within a minute');
SELECT test.is((SELECT (xmin::text, version::text)::text FROM presence.session WHERE id = :ann), format('(%s,%s)', :'written', :version), 'is not written');
SELECT test.pass('1 s');
SELECT test.is(pg_temp.active(:ann), 'ok 900', 'after a minute it is');
SELECT test.is((SELECT version FROM presence.session WHERE id = :ann), :version::bigint, 'the session''s version stays'),
	test.is((SELECT count(*) FROM ops.event), :events::bigint, 'and nobody is told');
SELECT test.is((SELECT count(*) FROM presence.session_find((SELECT token_hash FROM presence.session WHERE id = :ann))), 1::bigint, 'a daemon of the release before finds it');

-- Its end.
SELECT test.is((test.status_set('ann', 'ann', 'available')).outcome, 'ok', 'and she is available');
SELECT test.pass('14 min 59 s');
SELECT test.is(pg_temp.found(:ann), 'valid', 'until the last second a session is valid'), test.is(pg_temp.round(), 0::bigint, 'and is left alone');
SELECT test.pass('1 s');
SELECT test.is(pg_temp.found(:ann), 'idle 15', 'then it is not, also before it is swept'),
	test.is((SELECT count(*) FROM presence.session_find((SELECT token_hash FROM presence.session WHERE id = :ann))), 0::bigint, 'nor in a daemon of the release before');
SELECT test.is(pg_temp.active(:ann), 'session_ended', 'activity that comes too late brings it back no more');
SELECT test.is(pg_temp.round(), 1::bigint, 'the sweep ends it');
SELECT test.is(test.told('ann'), 'logged_out/none/none', 'and logs the agent out');
SELECT test.is((SELECT (set_by, set_by_user, reason)::text FROM presence.status_change WHERE agent = test.who('ann') ORDER BY at DESC LIMIT 1), '(rule,,session_idle)', 'by the rule "session_idle"');
SELECT test.is((SELECT (actor = test.who('ann'), actor_role, key = :ann, detail - 'active_at', (detail ->> 'active_at')::timestamptz < ops.clock() - interval '15 min')::text
	FROM ops.audit WHERE action = 'session_idle' AND key = :ann), '(t,rule,t,"{""app"": ""workspace"", ""idle_min"": 15}",t)', 'the audit log says why');
SELECT test.is((SELECT revoked_at IS NOT NULL FROM presence.session WHERE id = :ann), true, 'the session is revoked'),
	test.is((SELECT count(*) FROM presence.stream WHERE session = :ann), 0::bigint, 'its streams go'),
	test.is(pg_temp.found(:ann), 'idle 15', 'and its token says why to whoever comes back');
SELECT test.is(pg_temp.round(), 0::bigint, 'once');
SELECT test.is(pg_temp.set(0), 'ok', 'when the setting is off again');
SELECT test.is(pg_temp.found(:ann), 'idle 15', 'it stays ended');
SELECT test.is(pg_temp.set(15), 'ok', 'on again');

-- Who serves a customer is not idle; when that ends there is time for the warning.
SELECT pg_temp.open('ann', 'workspace') AS ann \gset
SELECT test.is(test.live(:ann, 1), 'ok', 'she logs in again');
SELECT test.handle('ann', state) AS work FROM (VALUES ('assigned')) AS v (state) \gset
SELECT test.pass('12 min 59 s');
SELECT test.is((SELECT count(*) FROM presence.session_idle_due(100)), 0::bigint, 'far from its end nothing is asked');
SELECT test.pass('2 s');
SELECT test.is(pg_temp.round(), 0::bigint, 'two minutes before the end with a customer');
SELECT test.is(pg_temp.left_s(:ann), '900', 'the time begins anew');
SELECT test.pass('20 min');
SELECT test.is(pg_temp.found(:ann), 'valid', 'also if no sweep ran for long'), test.is(pg_temp.left_s(:ann), '900', 'there is no warning'),
	test.is(pg_temp.active(:ann), 'ok 900', 'and activity counts');
SELECT test.pass('16 min');
SELECT test.is(pg_temp.round(), 0::bigint, 'a sweep that comes late ends nobody who serves somebody');
UPDATE routing.interaction SET state = 'wrap_up', ended_at = ops.clock() WHERE id = :work;
SELECT test.pass('14 min');
SELECT test.is(pg_temp.round(), 0::bigint, 'wrap-up counts');
SELECT test.is(pg_temp.left_s(:ann), '900', 'likewise');
UPDATE routing.interaction SET state = 'ended', agent = NULL WHERE id = :work;
SELECT test.pass('15 min');
SELECT test.is(pg_temp.round(), 1::bigint, 'what has ended does not');

SELECT pg_temp.open('ann', 'workspace') AS ann \gset
SELECT test.is(test.live(:ann, 1), 'ok', 'she logs in again');
INSERT INTO routing.consult (tenant, interaction, agent, offer, asked_by, joined_at, ends_at) VALUES (1, :work, test.who('ann'), 1, test.who('ben'), ops.clock(), ops.clock() + interval '1 hour');
SELECT test.pass('15 min');
SELECT test.is(pg_temp.round(), 0::bigint, 'a colleague''s conversation that one is consulted on counts');
DELETE FROM routing.consult;
INSERT INTO presence.emergency (tenant, agent, phase, since) VALUES (1, test.who('ann'), 'in_call', ops.clock())
ON CONFLICT ON CONSTRAINT emergency_pkey DO UPDATE SET phase = 'in_call';
SELECT test.pass('15 min');
SELECT test.is(pg_temp.round(), 0::bigint, 'so does a call for help');
UPDATE presence.emergency SET phase = 'normal';
SELECT test.pass('15 min');
SELECT test.is(pg_temp.round(), 1::bigint, 'and without any of them it ends');

-- Calls, at Work too; what only rings is none.
CREATE FUNCTION pg_temp.step(who text, step text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('calls', 1, test.who(who)::text)]);
	PERFORM voice.call_log_add_3(1, test.who(who), 'work', 'call of ' || who, step, 'in', '+12025550199', NULL, NULL, ops.clock(), CASE step WHEN 'ended' THEN 'normal' END, 1, NULL, NULL);
	PERFORM ops.batch_end();
END $$;
SELECT pg_temp.open('wim', 'work') AS wim, pg_temp.open('eve', 'admin') AS eve \gset
SELECT pg_temp.step('wim', 'began');
SELECT pg_temp.step('wim', 'answered');
SELECT pg_temp.step('eve', 'answered');
SELECT test.pass('15 min');
SELECT test.is(pg_temp.round(), 1::bigint, 'of a user on a call and an administrator');
SELECT test.is(pg_temp.found(:eve), 'idle 15', 'the administrator''s session ends: nobody is served there'),
	test.is(pg_temp.found(:wim), 'valid', 'and not that of whoever is on a call');
SELECT pg_temp.step('wim', 'ended');
SELECT test.pass('15 min');
SELECT test.is(pg_temp.round(), 1::bigint, 'whose session ends when the call has ended');
SELECT pg_temp.open('wim', 'work') AS wim \gset
UPDATE voice.call_log SET answered_at = NULL, ended_at = NULL, cause = NULL WHERE owner = test.who('wim');
SELECT test.pass('15 min');
SELECT test.is(pg_temp.round(), 1::bigint, 'a phone that only rings keeps nobody logged in');

-- Two sessions of an agent: each has its own time; the customers stay with the one that goes on.
SELECT pg_temp.open('ben', 'workspace') AS desk, pg_temp.open('ben', 'workspace') AS lid \gset
SELECT test.is(test.live(:desk, 1) || test.live(:lid, 1), 'okok', 'two pages');
SELECT test.pass('10 min');
SELECT test.is(pg_temp.active(:desk), 'ok 900', 'one is used');
SELECT test.pass('5 min');
SELECT test.is(pg_temp.round(), 1::bigint, 'the other ends');
SELECT test.is(pg_temp.found(:lid) || ', ' || pg_temp.found(:desk), 'idle 15, valid', 'alone');
SELECT test.is(test.told('ben'), 'work_offline/live/live', 'and the agent stays logged in');

-- Activity and the sweep of two instances at once: whichever commits first is seen by the other.
CREATE FUNCTION test.active_of(session bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, (SELECT s.user_id FROM presence.session AS s WHERE s.id = session)));
	RETURN (presence.session_active(1, session)).outcome;
END $$;
CREATE FUNCTION test.swept(session bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, (SELECT s.user_id FROM presence.session AS s WHERE s.id = session)));
	RETURN (presence.session_idle_sweep(1, session)).outcome;
END $$;
SELECT test.connect('a'), test.connect('b');
SELECT test.pass('9 min 50 s');
SELECT test.is(test.beside(format('test.active_of(%s)', :desk), format('test.swept(%s)', :desk)), 'waited: unchanged', 'activity that came first wins');
SELECT test.pass('15 min');
SELECT test.is(test.beside(format('test.swept(%s)', :desk), format('test.active_of(%s)', :desk)), 'waited: session_ended', 'and so does the end');
SELECT test.is(test.beside(format('test.swept(%s)', :desk), format('test.swept(%s)', :desk)), 'waited: unchanged', 'two sweeps end it once');
SELECT test.is((SELECT count(*) FROM ops.audit WHERE action = 'session_idle' AND key = :desk), 1::bigint, 'with one line in the audit log');
