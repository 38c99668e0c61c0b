-- wrap_up_extend: the agent's wrap-up lasts the queue's wrap-up time longer, where the queue allows it; no wrap-up
-- lasts over an hour. Answers the interaction; 'wrap_up_fixed' by the queue, 'too_many' when the hour is full,
-- 'interaction_ended', 'not_in_wrap_up' before its end, 'not_yours', 'not_found'. Keys: agent (actor), command.
CREATE OR REPLACE FUNCTION routing.wrap_up_extend(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	i routing.interaction;
	q routing.queue;
	problem text;
	longer timestamptz;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, actor::text));
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = wrap_up_extend.tenant AND r.id = wrap_up_extend.interaction;
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = i.tenant AND r.id = i.queue;
	longer := least(greatest(i.wrap_until, ops.clock()) + q.wrap_ms * interval '1 millisecond', i.ended_at + interval '1 hour');
	problem := CASE
		WHEN i.id IS NULL THEN 'not_found'
		WHEN COALESCE(i.agent, 0) <> actor THEN 'not_yours'
		WHEN i.state = 'ended' THEN 'interaction_ended'
		WHEN i.state <> 'wrap_up' THEN 'not_in_wrap_up'
		WHEN NOT COALESCE(q.wrap_extend, false) THEN 'wrap_up_fixed'
		WHEN longer <= i.wrap_until THEN 'too_many' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem,
			CASE problem WHEN 'interaction_ended' THEN jsonb_build_object('state',
				(SELECT s.state FROM routing.interaction_state(tenant, interaction) AS s)) END));
	END IF;
	i.wrap_until := longer;
	PERFORM routing.interaction_change(i, false);
	PERFORM routing.agent_change(tenant, actor, 0, 0, false); -- their shown status lasts longer
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
