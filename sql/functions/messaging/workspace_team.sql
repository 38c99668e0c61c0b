-- workspace_team: the agents of one's group, at most 100, without oneself.
DROP FUNCTION IF EXISTS messaging.workspace_team(bigint, bigint, bigint); -- it did not ask who reads
CREATE OR REPLACE FUNCTION messaging.workspace_team(tenant bigint, agent bigint, agent_role text, group_id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', t.id::text, 'name', t.name,
			'shown', t.state -> 'shown', 'since', t.state -> 'since', 'until', t.state -> 'shown_until',
			'set_by', t.state -> 'set_by', 'set_by_name', t.state -> 'set_by_name', 'reason', presence.reason_shown(t.state, agent, agent_role, t.id),
			'occupancy', t.state -> 'occupancy', 'status', t.state -> 'status', 'shown_since', t.state -> 'shown_since')
			ORDER BY t.name), '[]')
		FROM (SELECT u.id, u.name, (ops.state(1, u.tenant, u.id)).state AS state
			FROM directory.v_user AS u
			WHERE u.tenant = workspace_team.tenant AND u.group_id = workspace_team.group_id AND u.id <> agent AND u.has_seat AND NOT u.disabled
			ORDER BY u.name LIMIT 100) AS t);
END $$;
