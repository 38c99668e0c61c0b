-- offer_make: offers an arrived or waiting interaction to one agent and takes the capacity, in
-- one transaction that judges the gate as it is in the database (rules 2, 21; RT-4, RT-5).
-- Answers 'made', or 'stale' when interaction or gate are not as the caller thought; both with
-- {"verdict", "gate", "interaction"} as they are now. The same call again answers 'made' again. A transfer that
-- is still being asked for who has gone is withdrawn.
-- `alone`: nobody else was eligible, so that a cool-down counts for 5 s only (RT-6); 100 ms less, for who asks
-- goes by a clock of its own.
-- Keys: agent, interaction, agent (asked).
DROP FUNCTION IF EXISTS routing.offer_make(bigint, bigint, bigint, bigint, bigint, integer, jsonb, integer, jsonb); -- it did not know of cool-downs
CREATE OR REPLACE FUNCTION routing.offer_make(tenant bigint, interaction bigint,
	interaction_version bigint, agent bigint, queue bigint, priority integer, skills jsonb,
	offer_ms integer, explanation jsonb, alone boolean DEFAULT false)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	q routing.queue;
	clock timestamptz;
	verdict text;
	asked record;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('agent', tenant, agent::text), ops.key('interaction', tenant, interaction::text));
	END IF;
	clock := ops.clock();
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = offer_make.tenant AND r.id = offer_make.interaction;
	IF i.state = 'offered' AND EXISTS (SELECT FROM routing.offer AS o
		WHERE o.tenant = i.tenant AND o.id = i.offer AND o.agent = offer_make.agent
			AND o.interaction_version = offer_make.interaction_version) THEN
		RETURN ops.answer(mark, 'made', routing.offer_situation(tenant, agent, interaction, NULL));
	END IF;
	SELECT * INTO q FROM routing.queue AS r WHERE r.tenant = offer_make.tenant AND r.id = offer_make.queue;
	verdict := CASE
		WHEN i.id IS NULL OR q.id IS NULL THEN 'unknown'
		WHEN i.version <> interaction_version OR i.state NOT IN ('arrived', 'waiting') THEN 'interaction'
		WHEN NOT routing.serves(q, agent, i.entered_at, clock) THEN 'membership'
		ELSE COALESCE((SELECT routing.gate_verdict(a, q.weight, clock, i.medium = 'voice') FROM (VALUES (1)) AS one
			LEFT JOIN routing.agent AS a
				ON a.tenant = offer_make.tenant AND a.agent = offer_make.agent),
			(SELECT 'cool_down' FROM routing.cooldown AS c WHERE c.tenant = offer_make.tenant
				AND c.interaction = offer_make.interaction AND c.agent = offer_make.agent
				AND c.since > clock - CASE WHEN alone THEN interval '4.9 seconds' ELSE interval '29.9 seconds' END)) END;
	IF verdict IS NOT NULL THEN
		RETURN ops.answer(mark, 'stale', routing.offer_situation(tenant, agent, interaction, verdict));
	END IF;
	IF i.former_agent IS NOT NULL THEN
		asked := routing.offer_of(tenant, interaction);
		IF NOT ops.keys_held(array_remove(ARRAY[asked.key], NULL)) THEN
			RETURN ops.moved(ARRAY[asked.key]);
		END IF;
		PERFORM routing.offer_finish(tenant, asked.offer, 'withdrawn', 'sender_gone');
	END IF;
	i.queue := q.id;
	i.priority := COALESCE(offer_make.priority, q.priority);
	i.skills := COALESCE(offer_make.skills, '[]');
	PERFORM routing.offer_store(i, agent, routing.load_of(i, q), clock, COALESCE(offer_ms, q.offer_ms, 20000), explanation);
	RETURN ops.answer(mark, 'made', routing.offer_situation(tenant, agent, interaction, NULL));
END $$;
