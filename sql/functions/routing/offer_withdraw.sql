-- offer_withdraw: an offer is pulled back: a transfer or consult by who asked, any by who leads its agent or its
-- interaction (SV-3), with a reason. What came from a queue waits again and is not offered to this agent at once.
-- Answers the offer; 'offer_already_accepted' or 'offer_ended' with the offer; 'invalid' without reason; 'not_found'.
-- Keys: agent, command.
CREATE OR REPLACE FUNCTION routing.offer_withdraw(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, offer bigint, reason text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	o routing.offer;
	i routing.interaction;
	asker boolean;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO o FROM routing.offer AS r WHERE r.tenant = offer_withdraw.tenant AND r.id = offer_withdraw.offer;
	IF FOUND AND NOT ops.keys_held(ARRAY[ops.key('agent', tenant, o.agent::text)]) THEN
		RETURN ops.moved(ARRAY[ops.key('agent', tenant, o.agent::text)]);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = o.tenant AND r.id = o.interaction;
	asker := o.kind <> 'queue' AND o.from_agent = actor;
	problem := CASE
		WHEN o.id IS NULL OR NOT asker AND NOT routing.interaction_led(i, actor, actor_role)
			AND NOT directory.supervises(tenant, actor, actor_role, o.agent) THEN 'not_found'
		WHEN routing.offer_problem(o) IS NOT NULL THEN routing.offer_problem(o)
		WHEN NOT asker AND COALESCE(btrim(reason), '') = '' THEN 'invalid' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem
			WHEN 'invalid' THEN routing.reason_missing() WHEN 'not_found' THEN NULL ELSE routing.offer_body(tenant, o.id) END));
	END IF;
	PERFORM routing.offer_finish(tenant, offer, 'withdrawn', CASE WHEN asker THEN 'asker' ELSE 'supervisor' END);
	IF NOT asker THEN
		IF o.kind = 'queue' THEN
			INSERT INTO routing.cooldown (tenant, interaction, agent, since)
			VALUES (tenant, o.interaction, o.agent, ops.clock())
			ON CONFLICT ON CONSTRAINT cooldown_pkey DO UPDATE SET since = EXCLUDED.since;
		END IF;
		PERFORM routing.undone(tenant, o.interaction, actor, actor_role, 'offer_withdraw', o.queue,
			jsonb_build_object('offer', offer::text, 'agent', o.agent::text), reason);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 2, tenant, offer));
END $$;
