-- agent_why: why an agent gets nothing, or that they can (SV-4): {"agent", "words": what holds for all work, "queues":
-- each of theirs with what waits there and why not for them}, to the agent, to who leads them. Of what waits the
-- first 100 of a queue are looked at. Read.
CREATE OR REPLACE FUNCTION routing.agent_why(tenant bigint, id bigint, actor bigint, actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	a routing.agent;
	queues jsonb;
	words text[];
BEGIN
	IF id <> actor AND NOT directory.supervises(tenant, actor, actor_role, id) OR NOT EXISTS (SELECT FROM directory.v_user AS u
		WHERE u.tenant = agent_why.tenant AND u.id = agent_why.id AND u.has_seat) THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	END IF;
	SELECT * INTO a FROM routing.agent AS r WHERE r.tenant = agent_why.tenant AND r.agent = agent_why.id;
	words := array_remove(ARRAY[
		CASE WHEN COALESCE(a.chosen, 'logged_out') <> 'available' THEN format('Is %s: offers come while Available.',
			initcap(replace(COALESCE(a.chosen, 'logged_out'), '_', ' '))) END,
		CASE WHEN a.stop_new THEN 'Takes nothing new (Stop New).' END,
		CASE WHEN a.lease <> 'live' THEN 'The workspace is not connected.' END,
		CASE WHEN a.held_until > clock THEN 'Is held back by an emergency.' END,
		CASE WHEN a.chat_count >= a.chat_count_limit OR a.chat_load >= a.chat_limit
			THEN format('Has no room left: %s of %s conversations.', a.chat_count, a.chat_count_limit) END,
		CASE WHEN a.voice_count > 0 THEN 'Has a call' || CASE WHEN a.blending THEN ': no other one comes.' ELSE ', and takes chats and calls apart.' END END], NULL);
	SELECT jsonb_agg(jsonb_build_object('id', q.id::text, 'name', q.name, 'enabled', m.enabled, 'words', CASE
		WHEN NOT m.enabled THEN 'Is not enabled here.'
		WHEN NOT routing.schedule_open(q.tenant, q.schedule_id, clock) THEN 'Is closed.'
		ELSE COALESCE(routing.queue_why(q, agent_why.id, clock), 'Nothing waits.') END)
		|| routing.queue_waiting(q.tenant, q.id) ORDER BY q.name) INTO queues
	FROM routing.member AS m JOIN routing.queue AS q ON q.tenant = m.tenant AND q.id = m.queue
	WHERE m.tenant = agent_why.tenant AND m.agent = agent_why.id;
	words := words || CASE WHEN queues IS NULL THEN ARRAY['Is a member of no queue.'] WHEN words = '{}' THEN ARRAY['Can be offered work.'] ELSE '{}' END;
	RETURN ROW ('ok', jsonb_build_object('agent', routing.person_json(tenant, id), 'words', to_jsonb(words),
		'queues', COALESCE(queues, '[]')), NULL, NULL)::ops.answer;
END $$;
