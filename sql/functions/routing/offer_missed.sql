-- offer_missed: an offer that was rejected or ran out: it ends, this agent cools down from this
-- interaction, and the queue's on_miss is done to the agent (RT-6). What a colleague asked ends, and
-- that is all (RT-10). Keys: agent.
CREATE OR REPLACE FUNCTION routing.offer_missed(o routing.offer, state text, cause text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	status text;
BEGIN
	PERFORM routing.offer_finish(o.tenant, o.id, state, cause);
	IF o.kind <> 'queue' THEN
		RETURN;
	END IF;
	INSERT INTO routing.cooldown (tenant, interaction, agent, since)
	VALUES (o.tenant, o.interaction, o.agent, ops.clock())
	ON CONFLICT ON CONSTRAINT cooldown_pkey DO UPDATE SET since = EXCLUDED.since;
	SELECT q.on_miss INTO status FROM routing.queue AS q WHERE q.tenant = o.tenant AND q.id = o.queue;
	IF status IS NOT NULL THEN
		PERFORM presence.status_by_rule(o.tenant, o.agent, status, 'offer_' || state, o.made_at);
	END IF;
END $$;
