-- offer_accept: the agent takes the interaction. Decided by the offer's state alone (rule 7):
-- an offer past its deadline that nobody has ended yet can be accepted.
-- Answers the interaction; 'offer_already_accepted' or 'offer_ended' with the offer as it is.
-- A transfer or consult is taken from who asked (offer_take). Keys: agent, the one that covers a transfer's or
-- consult's interaction, command.
CREATE OR REPLACE FUNCTION routing.offer_accept(command bytea, fingerprint bytea, tenant bigint,
	agent bigint, offer bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	o routing.offer;
	i routing.interaction;
	clock timestamptz;
	problem text;
	need bigint[];
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
	clock := ops.clock();
	SELECT * INTO o FROM routing.offer AS r
	WHERE r.tenant = offer_accept.tenant AND r.id = offer_accept.offer AND r.agent = offer_accept.agent;
	problem := routing.offer_problem(o);
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint,
			ops.answer(mark, problem, routing.offer_body(tenant, o.id)));
	END IF;
	IF o.kind <> 'queue' THEN
		need := ARRAY[ops.key('agent', tenant, agent::text), routing.interaction_key(tenant, o.interaction)];
		IF NOT ops.keys_held(need) THEN
			RETURN ops.moved(need);
		END IF;
		problem := routing.offer_take(o);
		RETURN ops.command_store(tenant, command, fingerprint, CASE WHEN problem IS NULL
			THEN ops.answer_thing(mark, 'ok', 3, tenant, o.interaction)
			ELSE ops.answer(mark, problem, routing.offer_body(tenant, o.id)) END);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = o.tenant AND r.id = o.interaction;
	IF i.state <> 'offered' OR i.offer <> o.id THEN
		-- What can't be: the checker withdraws it (routing.impossible); nothing is revived here.
		RETURN ops.command_store(tenant, command, fingerprint,
			ops.answer(mark, 'offer_ended', routing.offer_body(tenant, o.id)));
	END IF;
	UPDATE routing.offer AS r
	SET state = 'accepted', ended_at = greatest(clock, r.made_at + interval '1 microsecond'), version = r.version + 1
	WHERE r.tenant = o.tenant AND r.id = o.id;
	PERFORM ops.emit(tenant, 2, offer, o.version + 1);
	i.state := 'assigned';
	i.agent := agent;
	i.assigned_at := greatest(clock, i.entered_at + interval '1 microsecond');
	PERFORM routing.interaction_change(i);
	PERFORM routing.agent_change(tenant, agent, 0, 0, true);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 3, tenant, i.id));
END $$;
