-- offer_accept: the agent takes the interaction, in their page (offer_accepted).
-- Answers the interaction; 'offer_already_accepted' or 'offer_ended' with the offer as it is.
-- Keys: agent, the one that covers a transfer's or
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
	problem text;
	need bigint[];
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text));
	END IF;
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
	END IF;
	problem := routing.offer_accepted(o);
	RETURN ops.command_store(tenant, command, fingerprint, CASE WHEN problem IS NULL
		THEN ops.answer_thing(mark, 'ok', 3, tenant, o.interaction)
		ELSE ops.answer(mark, problem, routing.offer_body(tenant, o.id)) END);
END $$;
