-- callback_do: an agent who is logged in takes a callback that waits ('take'); whoever has taken it gives it back
-- ('release'), or says that it is done ('done', with a note); who leads may do both for another.
-- Answers the callback; 'not_found', 'callback_taken', 'callback_done', 'callback_not_taken', 'not_logged_in', with the
-- callback as it is; 'too_many' to who has taken 50: log-out gives all of them back at once.
-- Whoever has taken it may end it or give it back also when they serve its queue no more.
-- One that is taken is covered by the agent's key, too: log-out gives it back under that one alone.
-- Keys: callback, agent (who takes or has taken it), command.
CREATE OR REPLACE FUNCTION routing.callback_do(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	callback bigint, verb text, note text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most_taken CONSTANT integer := 50;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	clock timestamptz;
	c routing.callback;
	need bigint[];
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO c FROM routing.callback AS r WHERE r.tenant = callback_do.tenant AND r.id = callback_do.callback;
	need := ARRAY[ops.key('callback', tenant, callback::text), ops.key('agent', tenant, COALESCE(c.agent, actor)::text)];
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	clock := ops.clock();
	problem := CASE
		WHEN c.id IS NULL OR NOT (routing.callback_visible(tenant, c.queue, actor, actor_role)
			OR c.state = 'taken' AND c.agent = actor) THEN 'not_found'
		WHEN c.state = 'done' THEN 'callback_done'
		WHEN verb = 'take' AND c.state = 'taken' THEN 'callback_taken'
		WHEN verb = 'take' AND NOT EXISTS (SELECT FROM routing.agent AS a WHERE a.tenant = callback_do.tenant
			AND a.agent = actor AND a.chosen <> 'logged_out') THEN 'not_logged_in'
		WHEN verb = 'take' AND (SELECT count(*) FROM routing.callback AS r WHERE r.tenant = callback_do.tenant
			AND r.agent = actor AND r.state = 'taken') >= most_taken THEN 'too_many'
		WHEN verb <> 'take' AND c.state = 'waiting' THEN 'callback_not_taken'
		WHEN verb <> 'take' AND c.agent <> actor AND actor_role = 'agent' THEN 'callback_taken' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE WHEN problem <> 'not_found'
			THEN jsonb_build_object('state', routing.callback_json(c)) END));
	END IF;
	CASE verb
	WHEN 'take' THEN
		c.state := 'taken';
		c.agent := actor;
		c.taken_at := greatest(clock, c.requested_at + interval '1 microsecond');
	WHEN 'release' THEN
		c.state := 'waiting';
		c.agent := NULL;
		c.taken_at := NULL;
	ELSE
		c.state := 'done';
		c.done_at := greatest(clock, c.taken_at + interval '1 microsecond');
		c.note := note;
	END CASE;
	c.version := routing.callback_change(c, 'callback.' || CASE verb WHEN 'release' THEN 'released' ELSE c.state END);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', routing.callback_json(c)));
END $$;
