-- transfer_problem: why the actor can't give this interaction away or ask somebody in, whoever is asked; null: they can.
CREATE OR REPLACE FUNCTION routing.transfer_problem(i routing.interaction, actor bigint, actor_role text,
	q routing.queue, to_agent bigint, consult boolean)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE
		WHEN i.id IS NULL THEN 'not_found'
		WHEN COALESCE(i.agent, 0) <> actor AND NOT routing.interaction_led(i, actor, actor_role) THEN
			CASE actor_role WHEN 'supervisor' THEN 'not_found' ELSE 'not_yours' END
		WHEN i.state IN ('wrap_up', 'ended') THEN 'interaction_ended'
		WHEN i.state <> 'assigned' THEN 'interaction_not_assigned'
		WHEN q.id IS NULL AND NOT COALESCE(directory.sees_agent(i.tenant, actor, actor_role, to_agent), false) THEN 'unknown_reference'
		WHEN consult AND to_agent = actor AND NOT messaging.conversation_monitored(i.tenant, i.conversation) THEN 'monitoring_off' -- as join_problem
		WHEN (routing.offer_of(i.tenant, i.id)).offer IS NOT NULL THEN 'offer_pending'
		WHEN consult AND i.consulted AND (SELECT count(*) FROM routing.consult AS c
			WHERE c.tenant = i.tenant AND c.interaction = i.id) >= 5 THEN 'too_many' END;
END $$;
