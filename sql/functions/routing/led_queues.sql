-- led_queues: the queues whose figures someone may see: null: all of the tenant (administrator, an API key with
-- the scope); a supervisor's: those of which an agent of their groups is a member.
CREATE OR REPLACE FUNCTION routing.led_queues(tenant bigint, actor bigint, actor_role text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF actor_role IN ('administrator', 'integrator') THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT COALESCE(array_agg(DISTINCT m.queue), '{}') FROM routing.member AS m
		JOIN routing.supervised(led_queues.tenant, led_queues.actor) AS s ON s.agent = m.agent
		WHERE m.tenant = led_queues.tenant AND actor_role = 'supervisor');
END $$;
