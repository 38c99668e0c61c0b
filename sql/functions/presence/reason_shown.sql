-- reason_shown: why an agent's status was set, of the state of "agent", as somebody may read it: what a supervisor said to somebody else is not
-- for a colleague.
CREATE OR REPLACE FUNCTION presence.reason_shown(state jsonb, actor bigint, actor_role text, agent bigint)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN actor_role = 'agent' AND agent <> actor AND state ->> 'set_by' = 'supervisor' THEN 'null' ELSE COALESCE(state -> 'reason', 'null') END
$$;
