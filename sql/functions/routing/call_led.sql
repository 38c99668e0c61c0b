-- call_led: who leads an interaction listens to its call, speaks on it (SP-16), or does so no more (`enters` false): as one joins a chat
-- (join_problem). The interaction shows it where it is `shown`. outcome: ok; not_found: they don't lead it; interaction_ended;
-- interaction_not_assigned; monitoring_off; not_yours: they have it themselves; moved, with the keys that are needed. Internal, called by
-- voice. Keys: the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.call_led(tenant bigint, interaction bigint, actor bigint, actor_role text, enters boolean, shown boolean,
	OUT outcome text, OUT keys bigint[], OUT agent bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
BEGIN
	keys := array_remove(ARRAY[routing.interaction_key(tenant, interaction)], NULL);
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_led.tenant AND r.id = call_led.interaction;
	agent := i.agent;
	outcome := CASE
		WHEN NOT enters THEN 'ok'
		WHEN i.id IS NULL OR NOT routing.interaction_led(i, actor, actor_role) THEN 'not_found'
		WHEN i.state IN ('wrap_up', 'ended') THEN 'interaction_ended'
		WHEN i.state <> 'assigned' THEN 'interaction_not_assigned'
		WHEN i.agent = actor THEN 'not_yours'
		WHEN NOT messaging.conversation_monitored(i.tenant, i.conversation) THEN 'monitoring_off'
		ELSE 'ok' END;
	IF outcome = 'ok' AND shown AND i.state <> 'ended' THEN
		PERFORM routing.interaction_change(i, false);
	END IF;
END $$;
