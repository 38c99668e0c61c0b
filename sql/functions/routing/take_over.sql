-- take_over: who was asked in, or who leads it, takes the interaction over (RT-10, SMS-7), if they have room (SMS-4).
-- Answers the interaction; 'not_found', 'not_yours', 'interaction_ended', 'interaction_not_assigned', 'not_logged_in',
-- 'capacity_full', 'unchanged' when it is theirs, 'forbidden': who was not asked in needs interactions_take_over.
-- Keys: agent (actor), agent (who has it), agent (asked), command.
CREATE OR REPLACE FUNCTION routing.take_over(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	i routing.interaction;
	asked record := routing.offer_of(tenant, interaction);
	former bigint;
	weight integer;
	a routing.agent;
	own integer; -- of what they are asked for now: it comes to them
	problem text;
	need bigint[];
	clock timestamptz;
	new_offer bigint := nextval('routing.offer_id');
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = take_over.tenant AND r.id = take_over.interaction;
	problem := CASE
		WHEN i.id IS NULL THEN 'not_found'
		WHEN NOT EXISTS (SELECT FROM routing.consult AS c
				WHERE c.tenant = i.tenant AND c.interaction = i.id AND c.agent = actor)
			AND i.agent IS DISTINCT FROM actor AND NOT routing.interaction_led(i, actor, actor_role) THEN
			CASE actor_role WHEN 'supervisor' THEN 'not_found' ELSE 'not_yours' END
		WHEN i.state IN ('wrap_up', 'ended') THEN 'interaction_ended'
		WHEN i.state <> 'assigned' THEN 'interaction_not_assigned'
		WHEN i.agent = actor THEN 'unchanged'
		WHEN NOT EXISTS (SELECT FROM routing.consult AS c WHERE c.tenant = i.tenant AND c.interaction = i.id AND c.agent = actor AND c.asked_by <> actor)
			AND NOT directory.may(tenant, actor, 'interactions_take_over') THEN 'forbidden' END;
	IF problem IS NULL THEN
		former := i.agent;
		need := array_remove(ARRAY[ops.key('agent', tenant, actor::text), ops.key('agent', tenant, former::text), asked.key], NULL);
		IF NOT ops.keys_held(need) THEN
			RETURN ops.moved(need);
		END IF;
		weight := routing.load_of(i, (SELECT q FROM routing.queue AS q WHERE q.tenant = i.tenant AND q.id = i.queue));
		a := routing.agent_row(tenant, actor);
		own := (SELECT o.load FROM routing.offer AS o WHERE o.tenant = i.tenant AND o.id = asked.offer AND o.agent = actor);
		problem := CASE WHEN a.chosen = 'logged_out' OR a.lease <> 'live' THEN 'not_logged_in'
			WHEN NOT routing.has_room(a, weight, i.medium = 'voice', own) THEN 'capacity_full' END;
	END IF;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem,
			CASE WHEN problem IN ('interaction_ended', 'unchanged') THEN ops.frame(3, tenant, interaction)
				WHEN problem = 'forbidden' THEN directory.lacks('interactions_take_over') END));
	END IF;
	PERFORM routing.offer_finish(tenant, asked.offer, 'withdrawn', 'taken_over');
	clock := ops.clock();
	-- The record of who had it and since when, as an accepted offer is (interaction_seen_until).
	INSERT INTO routing.offer (tenant, id, interaction, interaction_version, agent, queue, state, made_at, deadline, ended_at, kind, from_agent)
	VALUES (i.tenant, new_offer, i.id, i.version, actor, i.queue, 'accepted', clock, clock, clock, 'take_over', former);
	PERFORM ops.audit_add(tenant, actor, actor_role, 'interaction_take_over', 3, interaction,
		jsonb_build_object('agent', former::text));
	PERFORM routing.agent_change(tenant, actor, weight, 1, false, i.medium = 'voice');
	PERFORM routing.assignment_pass(i, actor, new_offer, weight, 'taken_over');
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
