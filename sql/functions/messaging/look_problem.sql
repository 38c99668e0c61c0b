-- look_problem: why somebody can't look at a conversation; null: they can. An agent chat: who supervises one of its parties, while it
-- goes on where monitoring is on, its transcript afterwards. A customer chat: who leads it.
CREATE OR REPLACE FUNCTION messaging.look_problem(c messaging.conversation, actor bigint, actor_role text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF c.kind = 'agent' THEN
		RETURN CASE
			WHEN NOT EXISTS (SELECT FROM unnest(messaging.pair_of(c.number)) AS p (agent) WHERE directory.supervises(c.tenant, actor, actor_role, p.agent))
				OR actor = ANY (messaging.pair_of(c.number)) THEN 'not_found'
			WHEN messaging.is_current(c) AND NOT messaging.is_monitored(c) THEN 'monitoring_off' END;
	ELSIF c.id IS NULL OR c.owner IS NOT NULL OR messaging.is_internal(c.kind) THEN
		RETURN 'not_found';
	END IF;
	RETURN CASE
		WHEN routing.interaction_read_until(c.tenant, c.interaction, actor, actor_role) IS DISTINCT FROM 'infinity' THEN 'not_found'
		WHEN c.state = 'open' AND NOT COALESCE(messaging.is_monitored(c), false) THEN 'monitoring_off' END;
END $$;
