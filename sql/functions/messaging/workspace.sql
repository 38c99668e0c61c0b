-- workspace: the snapshot of an agent's page: one call, one snapshot of the database (rule 5).
-- `live`: whether chatd's own follower is: else the stream lags behind this snapshot. Read.
CREATE OR REPLACE FUNCTION messaging.workspace(tenant bigint, agent bigint, live boolean)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	u directory.v_user;
	offers jsonb;
	interactions jsonb;
BEGIN
	SELECT * INTO u FROM directory.v_user AS r WHERE r.tenant = workspace.tenant AND r.id = workspace.agent;
	IF NOT FOUND OR NOT u.has_seat THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	END IF;
	SELECT jsonb_agg(ops.frame(2, o.tenant, o.id) ORDER BY o.id) INTO offers
	FROM routing.v_offer AS o WHERE o.tenant = workspace.tenant AND o.state = 'made' AND (o.agent = workspace.agent
		OR o.id IN (SELECT a.id FROM routing.v_interaction AS i JOIN routing.v_offer AS a
			ON a.tenant = i.tenant AND a.interaction = i.id AND a.state = 'made'
			WHERE i.tenant = workspace.tenant AND i.agent = workspace.agent AND i.state = 'assigned'));
	SELECT jsonb_agg(ops.frame(3, i.tenant, i.id) || jsonb_build_object(
		'conversation', ops.frame(4, c.tenant, c.id), 'messages', messaging.last_messages(c)) ORDER BY i.id)
	INTO interactions
	FROM routing.v_interaction AS i
	JOIN messaging.conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
	WHERE i.tenant = workspace.tenant AND (i.agent = workspace.agent AND i.state IN ('assigned', 'wrap_up')
		OR i.id IN (SELECT k.interaction FROM routing.v_consult AS k
			WHERE k.tenant = workspace.tenant AND k.agent = workspace.agent));
	RETURN ROW ('ok', jsonb_build_object('at', ops.rfc3339(clock), 'live', live,
		'user', jsonb_build_object('id', u.id::text, 'name', u.name, 'username', u.username),
		'agent', ops.frame(1, tenant, agent), 'offers', COALESCE(offers, '[]'),
		'interactions', COALESCE(interactions, '[]'),
		'queues', messaging.workspace_queues(tenant, agent),
		'team', messaging.workspace_team(tenant, agent, u.role, u.group_id)), NULL, NULL)::ops.answer;
END $$;
