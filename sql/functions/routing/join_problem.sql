-- join_problem: why someone can't join an interaction (interaction_join); null: they can.
CREATE OR REPLACE FUNCTION routing.join_problem(i routing.interaction, actor bigint, actor_role text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE
		WHEN i.id IS NULL OR NOT routing.interaction_led(i, actor, actor_role) THEN 'not_found'
		WHEN i.state IN ('wrap_up', 'ended') THEN 'interaction_ended'
		WHEN i.state <> 'assigned' THEN 'interaction_not_assigned'
		WHEN i.agent = actor OR EXISTS (SELECT FROM routing.consult AS c WHERE c.tenant = i.tenant AND c.interaction = i.id
			AND c.agent = actor AND c.writes) THEN 'unchanged'
		WHEN NOT messaging.conversation_monitored(i.tenant, i.conversation) THEN 'monitoring_off'
		WHEN NOT EXISTS (SELECT FROM routing.agent AS a WHERE a.tenant = i.tenant AND a.agent = actor AND a.chosen <> 'logged_out') THEN 'not_logged_in'
		WHEN i.consulted AND (SELECT count(*) FROM routing.consult AS c WHERE c.tenant = i.tenant AND c.interaction = i.id AND c.agent <> actor) >= 5
			THEN 'too_many' END;
END $$;
