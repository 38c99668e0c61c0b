-- Statuses: the table of 20-routing in full: who × from × to × Stop New × handling.
SELECT test.organisation();
SELECT directory.tenant_create('Other');

-- Puts ann in a state directly, with or without an open interaction.
CREATE FUNCTION pg_temp.put(chosen text, stop_new boolean, handling boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')));
	PERFORM presence.status_put(1, test.who('ann'), chosen, stop_new, NULL, 'rule', NULL, 'test');
	PERFORM presence.gate_tell(1, test.who('ann'));
	DELETE FROM routing.interaction;
	DELETE FROM presence.emergency;
	UPDATE routing.agent SET chat_load = 0, chat_count = 0;
	IF handling THEN
		PERFORM test.handle('ann');
	END IF;
END $$;

-- Read: the actor puts ann, who is in `from`, in `to`. Letters: o ok, u unchanged, f forbidden,
-- c status_not_allowed, n not_found, l not_logged_in.
CREATE TEMP TABLE wanted (actor text, former text, available text, available_stop_new text, work_offline text, on_break text,
	logged_out text, busy text);
INSERT INTO wanted VALUES
	-- actor  from              available  stop new  work_offline  on_break  logged_out  busy
	('ann',  'available',          'u',      's',      'o',          'o',      'c',       'c'),
	('ann',  'available_stop_new', 'o',      'u',      'o',          'o',      'c',       'c'),
	('ann',  'work_offline',       'o',      's',      'u',          'o',      'c',       'c'),
	('ann',  'on_break',           'o',      's',      'o',          'u',      'c',       'c'),
	('ann',  'busy',               'o',      's',      'o',          'o',      'c',       'c'),
	('ann',  'logged_out',         'l',      'l',      'l',          'l',      'c',       'c'),
	('sue',  'available',          'u',      'c',      'o',          'o',      'o',       'c'),
	('sue',  'available_stop_new', 'o',      'c',      'o',          'o',      'o',       'c'),
	('sue',  'work_offline',       'o',      'c',      'u',          'o',      'o',       'c'),
	('sue',  'on_break',           'o',      'c',      'o',          'u',      'o',       'c'),
	('sue',  'busy',               'o',      'c',      'o',          'o',      'o',       'c'),
	('sue',  'logged_out',         'l',      'c',      'l',          'l',      'u',       'c'),
	('eve',  'available',          'u',      'c',      'o',          'o',      'o',       'c'),
	('eve',  'available_stop_new', 'o',      'c',      'o',          'o',      'o',       'c'),
	('eve',  'work_offline',       'o',      'c',      'u',          'o',      'o',       'c'),
	('eve',  'on_break',           'o',      'c',      'o',          'u',      'o',       'c'),
	('eve',  'busy',               'o',      'c',      'o',          'o',      'o',       'c'),
	('eve',  'logged_out',         'l',      'c',      'l',          'l',      'u',       'c'),
	-- a supervisor of another group, a colleague, a Work user: the same whatever the status
	('tom',  'available',          'n',      'n',      'n',          'n',      'n',       'n'),
	('tom',  'logged_out',         'n',      'n',      'n',          'n',      'n',       'n'),
	('ben',  'available',          'f',      'f',      'f',          'f',      'f',       'f'),
	('ben',  'logged_out',         'f',      'f',      'f',          'f',      'f',       'f'),
	('wim',  'available',          'f',      'f',      'f',          'f',      'f',       'f');
-- 's': Stop New, allowed only while handling.

DO $$
DECLARE
	w record;
	handling boolean;
	want text;
	got text;
	shown text;
BEGIN
	FOR w IN
		SELECT actor, former, t.key AS target, t.value AS letter
		FROM wanted, LATERAL jsonb_each_text(to_jsonb(wanted) - 'actor' - 'former') AS t
	LOOP
		FOREACH handling IN ARRAY '{false,true}'::boolean[] LOOP
			PERFORM pg_temp.put(replace(w.former, '_stop_new', ''), w.former LIKE '%stop_new', handling);
			want := CASE w.letter WHEN 'o' THEN 'ok' WHEN 'u' THEN 'unchanged' WHEN 'f' THEN 'forbidden' WHEN 'c' THEN 'status_not_allowed' WHEN 'n' THEN 'not_found'
				WHEN 'l' THEN 'not_logged_in' WHEN 's' THEN CASE WHEN handling THEN 'ok' ELSE 'not_handling' END END;
			got := (test.status_set(w.actor, 'ann', replace(w.target, '_stop_new', ''), w.target LIKE '%stop_new')).outcome;
			PERFORM test.is(got, want, format('%s puts ann from %s to %s%s', w.actor, w.former, w.target,
				CASE WHEN handling THEN ', handling' ELSE '' END));
			SELECT a.chosen || CASE WHEN a.stop_new THEN '_stop_new' ELSE '' END INTO shown
			FROM presence.agent_status AS a WHERE a.agent = test.who('ann');
			PERFORM test.is(shown, CASE WHEN want = 'ok' THEN w.target ELSE w.former END,
				format('and ann is then as told (%s, %s, %s)', w.actor, w.former, w.target));
			PERFORM test.ok(test.told('ann') IS NOT NULL, 'the gate has the same');
		END LOOP;
	END LOOP;
END $$;

SELECT pg_temp.put('available', false, false);
SELECT test.is((test.status_set('ann', 'ann', 'nonsense')).outcome, 'status_not_allowed', 'no other status exists');
SELECT test.is((test.status_set('eve', 'wim', 'available')).outcome, 'not_found', 'a Work user without a seat has no agent status');
SELECT test.is((test.status_set('eve', 'nobody', 'available')).outcome, 'not_found', 'nor has who does not exist');
DO $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(2, test.who('ann'), command));
	PERFORM test.is((presence.status_set(command, NULL, 2, test.who('ann'), 'on_break', false, NULL, test.who('eve'), 'administrator')).outcome,
		'not_found', 'another tenant''s administrator does not find the agent');
	command := test.command();
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann'), command));
	PERFORM test.is((presence.status_set(command, NULL, 1, test.who('ann'), 'on_break', false, NULL, NULL, 'integrator')).outcome,
		'forbidden', 'an API key sets no status');
END $$;

-- A lock (EM-1, EM-6).
SELECT pg_temp.put('work_offline', false, false);
CREATE FUNCTION pg_temp.emergency(call text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')));
	PERFORM presence.emergency_call(1, test.who('ann'), call, false, '112', 'began', NULL);
	PERFORM presence.emergency_call(1, test.who('ann'), call, false, '112', 'ended', NULL);
END $$;
SELECT pg_temp.emergency('one');
SELECT test.is((a).outcome, 'locked', 'in a lock the agent changes nothing'), test.ok((a).body ->> 'locked_until' LIKE '20%Z', 'and hears until when')
FROM (SELECT test.status_set('ann', 'ann', 'available') AS a OFFSET 0) AS s;
SELECT test.is((test.status_set('sue', 'ann', 'available')).outcome, 'locked', 'nor does a supervisor');
SELECT test.pass('5 min');
SELECT test.is((test.status_set('ann', 'ann', 'on_break')).outcome, 'ok', 'the clock ends it, nobody else has to');
SELECT pg_temp.emergency('two');
SELECT test.is((test.status_set('sue', 'ann', 'logged_out')).outcome, 'emergency_runs', 'a forced logout has to be confirmed');
DO $$
DECLARE
	command bytea := test.command();
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann'), command));
	PERFORM test.is((presence.status_set(command, NULL, 1, test.who('ann'), 'logged_out', false, NULL, test.who('sue'), 'supervisor',
		NULL, true)).outcome, 'ok', 'then it is possible');
END $$;
SELECT test.pass('5 min');

-- Codes.
SELECT pg_temp.put('available', false, false);
SELECT directory.status_code_create(1, 'on_break', 'Lunch') AS lunch, directory.status_code_create(1, 'work_offline', 'Mail') AS mail \gset
SELECT test.is((test.status_set('ann', 'ann', 'on_break')).outcome, 'ok', 'a code is asked for only where a rule says so');
SELECT test.is((test.status_set('ann', 'ann', 'on_break', code => :lunch)).outcome, 'ok', 'a new code is a change');
SELECT test.is((test.status_set('ann', 'ann', 'on_break', code => :lunch)).outcome, 'unchanged', 'the same code is none');
SELECT directory.status_rule_set(1, 'on_break', true);
SELECT test.is((test.status_set('ann', 'ann', 'on_break')).outcome, 'code_missing', 'where a rule says so, it must be given');
SELECT test.is((test.status_set('sue', 'ann', 'on_break')).outcome, 'code_missing', 'by a supervisor as well');
SELECT test.is((test.status_set('ann', 'ann', 'on_break', code => :mail)).outcome, 'code_unknown', 'another status''s code is unknown');
SELECT test.is((test.status_set('ann', 'ann', 'on_break', code => 99)).outcome, 'code_unknown', 'so is one that is not there');
SELECT test.is((test.status_set('ann', 'ann', 'available', code => :mail)).outcome, 'code_unknown', 'also where none is needed');
UPDATE directory.status_code SET disabled = true WHERE id = :lunch;
SELECT test.is((test.status_set('ann', 'ann', 'on_break', code => :lunch)).outcome, 'code_unknown', 'or one that was taken off the list');

-- History: one line a change, with who, why, when.
SELECT pg_temp.put('work_offline', false, false);
DELETE FROM presence.status_change;
DELETE FROM ops.audit;
SELECT test.status_set('ann', 'ann', 'available');
SELECT test.status_set('sue', 'ann', 'work_offline');
SELECT test.status_set('sue', 'ann', 'work_offline');
SELECT test.status_set('ann', 'ann', 'busy');
SELECT test.is((SELECT string_agg(format('%s>%s %s %s', former, chosen, set_by, set_by_user = test.who(CASE set_by WHEN 'agent' THEN 'ann' ELSE 'sue' END)), ', ' ORDER BY at)
	FROM presence.status_change), 'work_offline>available agent t, available>work_offline supervisor t',
	'each change leaves one line with who; what changes nothing leaves none');
SELECT test.is((SELECT count(*) FROM ops.audit WHERE action = 'status_set' AND actor = test.who('sue') AND key = test.who('ann')
	AND detail = '{"before": "available", "after": "work_offline"}'), 1::bigint, 'what a supervisor did is in the audit log');
DO $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')));
	FOR i IN 1..200 LOOP
		PERFORM presence.status_by_rule(1, test.who('ann'), CASE i % 2 WHEN 0 THEN 'available' ELSE 'on_break' END, 'test');
	END LOOP;
	PERFORM test.is((SELECT count(DISTINCT at) FROM presence.status_change WHERE reason = 'test'), 200::bigint,
		'times of one agent''s changes always rise, within a batch too');
END $$;

-- Rules.
CREATE FUNCTION pg_temp.rule(status text, reason text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, test.who('ann')));
	RETURN presence.status_by_rule(1, test.who('ann'), status, reason);
END $$;
SELECT pg_temp.put('available', true, true);
SELECT test.ok(pg_temp.rule('work_offline', 'stop_new_done'), 'after the last wrap-up Stop New becomes Work Offline by rule');
SELECT test.is((SELECT (chosen, stop_new, set_by, reason)::text FROM presence.agent_status WHERE agent = test.who('ann')),
	'(work_offline,f,rule,stop_new_done)', 'with Stop New taken back and the rule named');
SELECT test.ok(NOT pg_temp.rule('work_offline', 'again'), 'the same again is no change');
SELECT pg_temp.put('logged_out', false, false);
SELECT test.ok(NOT pg_temp.rule('on_break', 'offer_expired'), 'a rule logs nobody in');

-- What others see.
SELECT test.is(presence.shown(chosen, stop_new, occupancy, lease), wanted, format('%s, %s, %s, lease %s is shown as %s', chosen, stop_new, occupancy, lease, wanted))
FROM (VALUES
	('available', false, 'idle', 'live', 'available'),
	('available', false, 'offered', 'live', 'available'),
	('available', false, 'handling', 'live', 'busy'),
	('available', false, 'wrap_up', 'live', 'post_processing'),
	('available', true, 'handling', 'live', 'busy_stop_new'),
	('available', true, 'wrap_up', 'live', 'busy_stop_new'),
	('available', false, 'handling', 'stale', 'busy'),
	('available', false, 'handling', 'lost', 'disconnected'),
	('work_offline', false, 'handling', 'live', 'work_offline'),
	('on_break', false, 'wrap_up', 'live', 'on_break'),
	('busy', false, 'idle', 'live', 'busy'),
	('logged_out', false, 'idle', 'gone', 'logged_out')
) AS v (chosen, stop_new, occupancy, lease, wanted);

SELECT pg_temp.put('available', false, true);
SELECT test.is((SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys((s.thing).state) AS k),
	'agent blending calls chats chats_limit code code_name emergency held_until idle_since_us lease limit load lock_ends_at name occupancy offer_ms reason set_by set_by_name shown shown_since shown_until since site status stop_new until',
	'an agent''s state has its members'),
	test.is((s.thing).state ->> 'shown', 'busy', 'and says Busy for who is Available and handling'),
	test.is((s.thing).version, (SELECT version FROM routing.v_agent WHERE agent = test.who('ann')), 'its version is the gate''s')
FROM (SELECT ops.state(1, 1, test.who('ann')) AS thing OFFSET 0) AS s;
SELECT test.is((s.thing).state, NULL, 'who has no seat has no agent state') FROM (SELECT ops.state(1, 1, test.who('wim')) AS thing OFFSET 0) AS s;

-- The roster.
SELECT test.is((SELECT string_agg(a.item -> 'state' ->> 'name' || CASE WHEN (a.item ->> 'supervised')::boolean THEN '*' ELSE '' END, ' ' ORDER BY a.cursor::bigint)
	FROM presence.agents_list(1, test.who(who), role, NULL, 50) AS a), wanted, format('%s sees %s', who, wanted))
FROM (VALUES ('ann', 'agent', 'Ann Sue'), ('ben', 'agent', 'Ben Tom'), ('sue', 'supervisor', 'Ann* Ben Sue* Tom'),
	('eve', 'administrator', 'Ann* Ben* Sue* Tom*')) AS v (who, role, wanted);
SELECT test.is((SELECT max(a.cursor) FROM presence.agents_list(1, test.who('eve'), 'administrator', NULL, 2) AS a), test.who('ben')::text, 'a page ends at its limit');
SELECT test.is((SELECT count(*) FROM presence.agents_list(1, test.who('eve'), 'administrator', test.who('ben'), 50)), 2::bigint, 'from whose cursor the next one starts');
SELECT test.is((SELECT count(*) FROM presence.agents_list(2, 1, 'administrator', NULL, 50)), 0::bigint, 'another tenant has none of them');
