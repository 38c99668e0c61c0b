-- interaction_join: who leads an interaction joins it (SV-2): they see all and write, to the customer and notes, beside the agent
-- who has it and who is shown it, until they leave or take it over, for 30 minutes at most. It takes no capacity.
-- Answers the interaction; 'not_found', 'interaction_ended', 'interaction_not_assigned', 'monitoring_off' (a look by another name),
-- 'not_logged_in', 'too_many' who are there; 'unchanged' when they have it or have joined it before.
-- Keys: the one that covers the interaction, command.
CREATE OR REPLACE FUNCTION routing.interaction_join(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	need bigint[] := ARRAY[routing.interaction_key(tenant, interaction)];
	i routing.interaction;
	problem text;
	clock timestamptz;
	offer bigint;
	asked_by bigint; -- who was asked in before, by whom
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF need[1] IS NOT NULL AND NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = interaction_join.tenant AND r.id = interaction_join.interaction;
	problem := routing.join_problem(i, actor, actor_role);
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem,
			CASE WHEN problem IN ('interaction_ended', 'unchanged') THEN ops.frame(3, tenant, interaction) END));
	END IF;
	asked_by := (SELECT c.asked_by FROM routing.consult AS c WHERE c.tenant = i.tenant AND c.interaction = i.id AND c.agent = actor);
	PERFORM routing.consults_end(i, actor); -- asked in before: now they write, too
	clock := ops.clock();
	offer := nextval('routing.offer_id');
	-- The record of who was there and since when, as of who was asked (interaction_shared_until).
	INSERT INTO routing.offer (tenant, id, interaction, interaction_version, agent, queue, state, made_at, deadline, ended_at, kind, from_agent)
	VALUES (i.tenant, offer, i.id, i.version, actor, i.queue, 'accepted', clock, clock, clock, 'consult', actor);
	INSERT INTO routing.consult (tenant, interaction, agent, offer, asked_by, joined_at, ends_at, writes)
	VALUES (i.tenant, i.id, actor, offer, COALESCE(asked_by, actor), clock, clock + interval '30 minutes', true);
	i.consulted := true;
	PERFORM ops.audit_add(tenant, actor, actor_role, 'interaction_join', 3, interaction, jsonb_build_object('agent', i.agent::text));
	PERFORM routing.interaction_change(i, false, 'interaction.consulted');
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, interaction));
END $$;
