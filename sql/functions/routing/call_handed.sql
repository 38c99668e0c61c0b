-- call_handed: who has a call leaves it to somebody they brought in (SP-12). `target`: an agent of the contact center, who has the
-- interaction from now on, with `offer` as the record of it, if they have room; null: anybody else, and for routing it is over: its conversation
-- closes and wrap-up begins with outcome 'transferred', while they talk on. outcome: ok, also again; stale: they have it no more; cannot_take with
-- {"verdict", "detail"} in `body`; moved, with the keys that are needed. Internal, called by voice. Keys: agent (who has it), agent (target), agent (asked),
-- conversation.
CREATE OR REPLACE FUNCTION routing.call_handed(tenant bigint, interaction bigint, agent bigint, target bigint,
	OUT outcome text, OUT keys bigint[], OUT body jsonb, OUT offer bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	asked record := routing.offer_of(tenant, interaction);
	closed record;
	verdict text;
	weight integer;
	clock timestamptz;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_handed.tenant AND r.id = call_handed.interaction;
	keys := array_remove(ARRAY[routing.interaction_key(tenant, interaction), ops.key('agent', tenant, target::text), asked.key,
		ops.key('interaction', tenant, interaction::text), messaging.key_of(tenant, i.conversation)], NULL) || routing.case_keys(i);
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_handed.tenant AND r.id = call_handed.interaction;
	IF i.state IS DISTINCT FROM 'assigned' OR i.agent <> call_handed.agent THEN
		offer := CASE WHEN i.state = 'assigned' AND i.agent = target THEN (SELECT o.id FROM routing.offer AS o WHERE o.tenant = i.tenant
			AND o.id = i.offer AND o.kind = 'transfer' AND o.from_agent = call_handed.agent) END;
		outcome := CASE WHEN offer IS NOT NULL OR target IS NULL AND i.agent = call_handed.agent AND i.outcome = 'transferred' THEN 'ok' ELSE 'stale' END;
		RETURN;
	END IF;
	IF target IS NOT NULL THEN
		PERFORM routing.agent_row(tenant, target); -- their limits as they are now
		verdict := routing.target_verdict(i, target, false);
	END IF;
	IF verdict IS NOT NULL THEN
		outcome := 'cannot_take';
		body := jsonb_build_object('verdict', verdict, 'detail', routing.direct_words(verdict));
		RETURN;
	END IF;
	outcome := 'ok';
	asked := routing.offer_of(tenant, interaction);
	PERFORM routing.offer_finish(tenant, asked.offer, 'withdrawn', 'transferred');
	IF target IS NULL THEN
		SELECT * INTO closed FROM messaging.conversation_close(tenant, i.conversation, i.id, agent, NULL, NULL, routing.linked_case(i));
		PERFORM routing.interaction_finish(i, agent, 'transferred', closed.case_id, closed.customer);
		RETURN;
	END IF;
	clock := ops.clock();
	offer := nextval('routing.offer_id');
	weight := routing.load_of(i, (SELECT q FROM routing.queue AS q WHERE q.tenant = i.tenant AND q.id = i.queue));
	-- The record of who had it and since when, as an accepted offer is (interaction_seen_until).
	INSERT INTO routing.offer (tenant, id, interaction, interaction_version, agent, queue, state, made_at, deadline, ended_at, kind, from_agent)
	VALUES (i.tenant, offer, i.id, i.version, target, i.queue, 'accepted', clock, clock, clock, 'transfer', agent);
	PERFORM routing.agent_change(tenant, target, weight, 1, false, i.medium = 'voice');
	PERFORM routing.assignment_pass(i, target, offer, weight, 'transferred');
END $$;
