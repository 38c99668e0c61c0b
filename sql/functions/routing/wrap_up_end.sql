-- wrap_up_end: the agent ends their wrap-up, with a note, a disposition and, if wanted, another case.
-- Answers the interaction; 'interaction_ended', 'not_in_wrap_up' before its end, 'not_yours', 'case_closed',
-- 'case_not_of_customer', 'case_not_found', 'not_found'; 'disposition_required' where the queue asks for one and none is recorded yet, 'unknown_reference' of one that
-- is not there for it. `time_over`: the wrap-up's time ends now, as a page has it that saves what its agent has written: one that is required and not there
-- is missing then, as where wrap_expire ends it. Keys: agent (actor), case (given) and its customer, command.
DROP FUNCTION IF EXISTS routing.wrap_up_end(bytea, bytea, bigint, bigint, bigint, bigint, text); -- it knew of no dispositions
CREATE OR REPLACE FUNCTION routing.wrap_up_end(command bytea, fingerprint bytea, tenant bigint,
	actor bigint, interaction bigint, case_id bigint, note text, disposition bigint DEFAULT NULL, time_over boolean DEFAULT false)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	i routing.interaction;
	need bigint[];
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	need := ops.key('agent', tenant, actor::text) || messaging.case_keys(tenant, case_id);
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = wrap_up_end.tenant AND r.id = wrap_up_end.interaction;
	problem := CASE
		WHEN i.id IS NULL THEN 'not_found'
		WHEN COALESCE(i.agent, 0) <> actor THEN 'not_yours'
		WHEN i.state = 'ended' THEN 'interaction_ended'
		WHEN i.state <> 'wrap_up' THEN 'not_in_wrap_up'
		WHEN disposition IS NULL AND i.disposition IS NULL AND time_over IS NOT TRUE AND routing.disposition_required(tenant, i.queue) THEN 'disposition_required'
		ELSE routing.disposition_problem(i, disposition) END;
	IF problem IS NULL AND case_id IS NOT NULL AND case_id <> i.case_id THEN
		problem := messaging.case_relink(tenant, interaction, case_id, actor);
		i.case_id := case_id;
	END IF;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem,
			CASE problem WHEN 'interaction_ended' THEN jsonb_build_object('state',
				(SELECT s.state FROM routing.interaction_state(tenant, interaction) AS s)) ELSE COALESCE(routing.case_wrong(problem), routing.disposition_wrong(problem)) END));
	END IF;
	i := routing.disposition_put(i, disposition, actor);
	i.note := COALESCE(note, i.note);
	PERFORM routing.wrap_up_finish(i);
	PERFORM routing.after_work(tenant, actor);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
