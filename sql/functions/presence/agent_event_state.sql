-- agent_event_state: what an event keeps of an agent (ops.event.state): their state without names, addresses and what somebody wrote.
-- Internal, called by routing. Keys: agent.
CREATE OR REPLACE FUNCTION presence.agent_event_state(tenant bigint, agent bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	state jsonb := (presence.agent_state(tenant, agent)).state;
BEGIN
	RETURN (state - '{name,code_name,set_by_name,reason,emergency}'::text[]) || jsonb_build_object('emergency', CASE jsonb_typeof(state -> 'emergency')
			WHEN 'object' THEN (state -> 'emergency') - '{number,sent}'::text[] END,
		'set_by_user', (SELECT a.set_by_user FROM presence.agent_status AS a WHERE a.tenant = agent_event_state.tenant AND a.agent = agent_event_state.agent))
		|| CASE WHEN state ->> 'set_by' = 'rule' THEN jsonb_build_object('reason', state -> 'reason') ELSE '{}' END;
END $$;
