-- Commands can be repeated (rule 13).
SELECT test.organisation();
SELECT test.login('ann') > 0 AS logged_in \gset
DO $$
DECLARE
	command bytea := test.command();
	ann bigint := test.who('ann');
	first ops.answer;
	again ops.answer;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, ann, command));
	first := presence.status_set(command, 'f1', 1, ann, 'available', false, NULL, ann, 'agent');
	again := presence.status_set(command, 'f1', 1, ann, 'available', false, NULL, ann, 'agent');
	PERFORM test.is(first.outcome, 'ok', 'a command is done');
	PERFORM test.is(jsonb_array_length(first.news), 1, 'and tells its news');
	PERFORM test.is((again.outcome, again.body), (first.outcome, first.body), 'the second time it answers what it answered the first');
	PERFORM test.is(again.news, ops.replayed(), 'without news, and says that it did');
	PERFORM test.is((SELECT count(*) FROM presence.status_change WHERE agent = ann AND chosen = 'available'), 1::bigint,
		'and changes nothing again');

	-- Its answer stands, also when the state has moved on.
	PERFORM test.status_set('ann', 'ann', 'on_break');
	PERFORM ops.batch_begin(test.agent_keys(1, ann, command));
	again := presence.status_set(command, 'f1', 1, ann, 'available', false, NULL, ann, 'agent');
	PERFORM test.is(again.body, first.body, 'a late repetition answers the same and does not act');
	PERFORM test.ok(test.told('ann') LIKE 'on_break/%', 'the status stays as it is');

	again := presence.status_set(command, 'f2', 1, ann, 'work_offline', false, NULL, ann, 'agent');
	PERFORM test.is(again.outcome, 'idempotency_key_reused', 'the same id with another request is refused');
	PERFORM test.ok(test.told('ann') LIKE 'on_break/%', 'and not done');
	PERFORM test.is((ops.command_seen(2, command, 'f1')).outcome, NULL::text, 'another tenant may use the same id')
	FROM ops.batch_begin(ARRAY[ops.key('command', 2, encode(command, 'hex'))]);

	command := test.command();
	PERFORM ops.batch_begin(test.agent_keys(1, ann, command));
	PERFORM ops.command_store(1, command, NULL, ops.moved('{1}'));
	PERFORM test.is((ops.command_seen(1, command, NULL)).outcome, NULL::text, '"moved" is no answer and is not kept');

	-- A problem is an answer, too.
	PERFORM ops.batch_begin(test.agent_keys(1, ann, command));
	first := presence.status_set(command, NULL, 1, ann, 'busy', false, NULL, ann, 'agent');
	again := presence.status_set(command, NULL, 1, ann, 'busy', false, NULL, ann, 'agent');
	PERFORM test.is((again.outcome, first.outcome), ('status_not_allowed'::text, 'status_not_allowed'::text), 'a refusal is repeated as well');
	PERFORM test.is(again.news, '[]', 'and is not said to be a repetition where nobody but the daemon can have repeated it');
END $$;
SELECT test.fails(format('SELECT presence.status_set(%L, NULL, 1, %s, ''available'', false, NULL, %2$s, ''agent'')', test.command(), test.who('ann')),
	'P0004', 'a command without its lock key is refused where keys are checked');
SELECT test.pass('23 hours');
SELECT test.is(ops.command_sweep(100), 0::bigint, 'answers are kept for a day');
SELECT test.pass('2 hours');
SELECT test.is(ops.command_sweep(2), 2::bigint, 'then they go, in small steps');
SELECT test.ok(n BETWEEN 1 AND 100, 'until all are gone') FROM ops.command_sweep(100) AS n;
SELECT test.is((SELECT count(*) FROM ops.command), 0::bigint, 'none is left');
