-- led_things: which queues, channels, agents or groups someone may have a report of; null: all of the tenant.
CREATE OR REPLACE FUNCTION routing.led_things(tenant bigint, actor bigint, actor_role text, noun text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF actor_role IN ('administrator', 'integrator') OR noun = 'channel' THEN -- a channel's figures are cut to the queues
		RETURN NULL;
	ELSIF noun = 'queue' THEN
		RETURN routing.led_queues(tenant, actor, actor_role);
	ELSIF noun = 'agent' THEN
		RETURN (SELECT COALESCE(array_agg(s.agent), '{}') FROM routing.supervised(led_things.tenant, led_things.actor) AS s WHERE actor_role = 'supervisor');
	END IF;
	RETURN (SELECT COALESCE(array_agg(s.group_id), '{}') FROM directory.v_supervision AS s
		WHERE s.tenant = led_things.tenant AND s.supervisor = actor AND actor_role = 'supervisor');
END $$;
