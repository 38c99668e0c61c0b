-- disposition_set: records the disposition and the note of an interaction that is in wrap-up or over, or corrects them; null leaves one
-- as it is, an empty note takes it away. The agent who handled it may, and who leads it (interaction_led). In their own wrap-up an agent records; all
-- else is a correction, and audited with the old and the new code (the note's words stand in no audit log).
-- Answers the interaction; 'unknown_reference': no disposition for its queue; 'invalid': neither is given, or a note of what was erased; 'not_in_wrap_up' before its end;
-- 'not_yours'; 'not_found', also to a supervisor who may not see it. Keys: interaction (interaction_key), conversation, command.
CREATE OR REPLACE FUNCTION routing.disposition_set(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	interaction bigint, disposition bigint, note text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	i routing.interaction;
	was routing.interaction;
	need bigint[];
	words text := NULLIF(btrim(note), '');
	erased boolean;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = disposition_set.tenant AND r.id = disposition_set.interaction
	FOR UPDATE; -- case_set holds no key of one that has ended
	need := array_remove(ARRAY[routing.interaction_key(tenant, interaction), messaging.key_of(tenant, i.conversation)], NULL);
	IF NOT ops.keys_held(need) THEN -- the conversation's, too: what is over may be erased meanwhile (notes_erase)
		RETURN ops.moved(need);
	END IF;
	-- What is written before the erasure comes to the conversation goes with it.
	erased := note IS NOT NULL AND words IS DISTINCT FROM i.note AND EXISTS (SELECT FROM messaging.v_conversation AS c
		WHERE c.tenant = i.tenant AND c.id = i.conversation AND c.erased_at IS NOT NULL);
	problem := CASE
		WHEN i.id IS NULL THEN 'not_found'
		WHEN i.agent IS DISTINCT FROM actor AND NOT routing.interaction_led(i, actor, actor_role) THEN
			CASE actor_role WHEN 'supervisor' THEN 'not_found' ELSE 'not_yours' END
		WHEN i.state NOT IN ('wrap_up', 'ended') THEN 'not_in_wrap_up'
		WHEN erased OR disposition IS NULL AND note IS NULL THEN 'invalid'
		ELSE routing.disposition_problem(i, disposition) END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem
			WHEN 'invalid' THEN CASE WHEN erased THEN ops.wrong_field('note', 'What was said was erased: nothing is noted of it any more.')
				ELSE ops.wrong_field('disposition_id', 'Give a disposition, a note or both.') END
			ELSE routing.disposition_wrong(problem) END));
	END IF;
	was := i;
	i := routing.disposition_put(i, disposition, actor);
	i.note := CASE WHEN note IS NULL THEN i.note ELSE words END;
	IF (i.disposition, i.note) IS DISTINCT FROM (was.disposition, was.note) THEN
		IF i.state = 'ended' OR i.agent IS DISTINCT FROM actor THEN
			PERFORM ops.audit_add(tenant, actor, actor_role, 'interaction_disposition', 3, interaction, jsonb_build_object(
				'before', routing.disposition_json(was) - '{at,by}'::text[], 'after', routing.disposition_json(i) - '{at,by}'::text[],
				'note_changed', i.note IS DISTINCT FROM was.note));
		END IF;
		PERFORM routing.interaction_change(i, false);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
