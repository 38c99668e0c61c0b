-- interaction_reorder: who leads an interaction that waits puts it before another one of its queue, or first of all
-- (SV-3). It takes that one's priority and stands a millisecond before it; its waiting time stays what it is.
-- Answers the interaction; 'interaction_not_waiting' with its state; 'unknown_reference': `before` does not wait in
-- its queue; 'invalid' without reason; 'not_found'. Keys: interaction, command.
CREATE OR REPLACE FUNCTION routing.interaction_reorder(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, interaction bigint, before bigint, reason text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	i routing.interaction;
	next_one record;
	problem text;
	need bigint[] := array_remove(ARRAY[routing.interaction_key(tenant, interaction)], NULL);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = interaction_reorder.tenant AND r.id = interaction_reorder.interaction;
	SELECT COALESCE(r.priority, q.priority) AS priority, COALESCE(r.rank_at, r.entered_at) AS rank_at, r.id INTO next_one
	FROM routing.interaction AS r JOIN routing.queue AS q ON q.tenant = r.tenant AND q.id = r.queue
	WHERE r.tenant = i.tenant AND r.queue = i.queue AND r.state = 'waiting' AND r.id <> i.id
		AND (before IS NULL OR r.id = before)
	ORDER BY 1, 2, 3 LIMIT 1;
	problem := CASE
		WHEN i.id IS NULL OR NOT routing.interaction_led(i, actor, actor_role) THEN 'not_found'
		WHEN i.state <> 'waiting' THEN 'interaction_not_waiting'
		WHEN COALESCE(btrim(reason), '') = '' THEN 'invalid'
		WHEN before IS NOT NULL AND next_one.id IS NULL THEN 'unknown_reference' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem
			WHEN 'interaction_not_waiting' THEN jsonb_build_object('state', (SELECT s.state FROM routing.interaction_state(tenant, interaction) AS s))
			WHEN 'invalid' THEN routing.reason_missing()
			WHEN 'unknown_reference' THEN '{"errors": [{"pointer": "/before", "detail": "Does not wait in the same queue."}]}' END));
	END IF;
	PERFORM routing.undone(tenant, interaction, actor, actor_role, 'interaction_reorder', i.queue,
		jsonb_build_object('before', next_one.id::text), reason);
	IF next_one.id IS NOT NULL THEN
		i.priority := next_one.priority;
		i.rank_at := next_one.rank_at - interval '1 millisecond';
		PERFORM routing.interaction_change(i, false);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
