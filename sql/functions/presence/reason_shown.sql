-- reason_shown: why an agent's status was set, of the state of "agent", as somebody may read it: what a person said, a supervisor or
-- the agent, is not for colleagues; what a rule did is.
CREATE OR REPLACE FUNCTION presence.reason_shown(state jsonb, actor bigint, actor_role text, agent bigint)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN actor_role = 'agent' AND agent <> actor AND state ->> 'set_by' <> 'rule' THEN 'null' ELSE COALESCE(state -> 'reason', 'null') END
$$;
