-- callback_do: an agent takes a callback that waits ('take'), or whoever has taken it says that it is done ('done',
-- with a note); who leads may end another's. Answers the callback; 'not_found', 'callback_taken', 'callback_done',
-- 'callback_not_taken', with the callback as it is. Keys: callback, command.
CREATE OR REPLACE FUNCTION routing.callback_do(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	callback bigint, verb text, note text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	clock timestamptz;
	c routing.callback;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('callback', tenant, callback::text));
	END IF;
	clock := ops.clock();
	SELECT * INTO c FROM routing.callback AS r WHERE r.tenant = callback_do.tenant AND r.id = callback_do.callback;
	problem := CASE
		WHEN c.id IS NULL OR NOT routing.callback_visible(tenant, c.queue, actor, actor_role) THEN 'not_found'
		WHEN c.state = 'done' THEN 'callback_done'
		WHEN verb = 'take' AND c.state = 'taken' THEN 'callback_taken'
		WHEN verb = 'done' AND c.state = 'waiting' THEN 'callback_not_taken'
		WHEN verb = 'done' AND c.agent <> actor AND actor_role = 'agent' THEN 'callback_taken' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE WHEN problem <> 'not_found'
			THEN jsonb_build_object('state', routing.callback_json(c)) END));
	END IF;
	IF verb = 'take' THEN
		c.state := 'taken';
		c.agent := actor;
		c.taken_at := greatest(clock, c.requested_at + interval '1 microsecond');
	ELSE
		c.state := 'done';
		c.done_at := greatest(clock, c.taken_at + interval '1 microsecond');
		c.note := note;
	END IF;
	UPDATE routing.callback AS r
	SET state = c.state, agent = c.agent, taken_at = c.taken_at, done_at = c.done_at, note = c.note, version = r.version + 1
	WHERE r.tenant = c.tenant AND r.id = c.id
	RETURNING r.* INTO c;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', routing.callback_json(c)));
END $$;
