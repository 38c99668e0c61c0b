-- transfer_targets: whom an interaction may be given to, and who may be asked in: {"agents", "queues"} by name, at most
-- 200 each, each with why not (`transfer`, `consult`: null: they can). To who may transfer it. Read.
CREATE OR REPLACE FUNCTION routing.transfer_targets(tenant bigint, id bigint, actor bigint, actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	clock timestamptz := ops.clock();
	agents jsonb;
	queues jsonb;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = transfer_targets.tenant AND r.id = transfer_targets.id;
	IF i.id IS NULL OR i.agent IS DISTINCT FROM actor AND NOT routing.interaction_led(i, actor, actor_role) THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	END IF;
	SELECT jsonb_agg(jsonb_build_object('id', f.id::text, 'name', f.name, 'shown', f.state -> 'shown',
			'chats', f.state -> 'chats', 'chats_limit', f.state -> 'chats_limit',
			'transfer', routing.direct_words(routing.target_verdict(i, f.id, false)),
			'consult', routing.direct_words(routing.target_verdict(i, f.id, true))) ORDER BY f.name, f.id) INTO agents
	FROM (SELECT u.id, u.name, (ops.state(1, u.tenant, u.id)).state AS state FROM directory.v_user AS u
		WHERE u.tenant = transfer_targets.tenant AND u.has_seat AND NOT u.disabled AND u.id IS DISTINCT FROM i.agent
			AND directory.sees_agent(u.tenant, actor, actor_role, u.id)
		ORDER BY u.name, u.id LIMIT 200) AS f;
	SELECT jsonb_agg(jsonb_build_object('id', q.id::text, 'name', q.name,
			'transfer', routing.direct_words(routing.queue_verdict(i, q, clock)))
			|| routing.queue_waiting(q.tenant, q.id) ORDER BY q.name) INTO queues
	FROM (SELECT * FROM routing.queue AS r WHERE r.tenant = transfer_targets.tenant AND (r.medium = 'voice') = (i.medium = 'voice')
		ORDER BY r.name LIMIT 200) AS q;
	RETURN ROW ('ok', jsonb_build_object('interaction', i.id::text, 'agents', COALESCE(agents, '[]'),
		'queues', COALESCE(queues, '[]')), NULL, NULL)::ops.answer;
END $$;
