-- agent_chats_list: agent chats of those whom somebody supervises, newest first, without what was said: those that go on where
-- monitoring is on, and ended ones, whose transcripts `look` gives. Each way there is led by an index, so that a page costs about the same
-- however many chats have ended, and however few are one's own. Rows: the item, and the cursor that stands after it. Read.
CREATE OR REPLACE FUNCTION messaging.agent_chats_list(tenant bigint, actor bigint, actor_role text, state text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT integer := least(limit_, 201);
	before_id CONSTANT bigint := COALESCE(after::bigint, 9223372036854775807);
	all_ CONSTANT boolean := actor_role = 'administrator';
	led CONSTANT bigint[] := CASE WHEN NOT all_ THEN ARRAY(SELECT DISTINCT u.id FROM directory.v_supervision AS s
		JOIN directory.v_user AS u ON u.tenant = s.tenant AND u.group_id = s.group_id
		WHERE s.tenant = agent_chats_list.tenant AND s.supervisor = actor AND actor_role = 'supervisor') END;
BEGIN
	RETURN QUERY
	SELECT ops.frame(4, (k.c).tenant, (k.c).id), (k.c).id::text FROM (SELECT c FROM (
		(SELECT DISTINCT p.conversation AS id FROM messaging.party AS p
		WHERE agent_chats_list.state = 'open' AND p.tenant = agent_chats_list.tenant AND p.current AND p.conversation < before_id
			AND (all_ OR p.account = ANY (led)))
		UNION ALL
		(SELECT c.id FROM messaging.conversation AS c
		WHERE agent_chats_list.state IS DISTINCT FROM 'open' AND all_ AND c.tenant = agent_chats_list.tenant AND c.id < before_id AND c.kind = 'agent'
			AND (agent_chats_list.state IS NULL OR NOT messaging.is_current(c)) AND messaging.look_problem(c, actor, actor_role) IS NULL
		ORDER BY c.id DESC LIMIT most)
		UNION ALL
		-- Of each whom one leads those that can be among the newest of all. look_problem is asked of what is left; here only of those that go on.
		(SELECT DISTINCT n.id FROM unnest(led) AS a (agent) CROSS JOIN LATERAL (
			SELECT c.id FROM messaging.party AS p JOIN messaging.conversation AS c ON c.tenant = p.tenant AND c.id = p.conversation
			WHERE agent_chats_list.state IS DISTINCT FROM 'open' AND p.tenant = agent_chats_list.tenant AND p.account = a.agent
				AND p.conversation < before_id AND c.kind = 'agent' AND actor::text <> ALL (string_to_array(c.number, ','))
				AND CASE WHEN c.state = 'open' AND messaging.is_current(c)
					THEN agent_chats_list.state IS NULL AND messaging.look_problem(c, actor, actor_role) IS NULL ELSE true END
			ORDER BY p.conversation DESC LIMIT most) AS n
		ORDER BY n.id DESC LIMIT most)
		) AS f JOIN messaging.conversation AS c ON c.tenant = agent_chats_list.tenant AND c.id = f.id
		OFFSET 0) AS k -- what follows is asked of these alone
	WHERE (k.c).kind = 'agent' AND (agent_chats_list.state IS NULL OR (agent_chats_list.state = 'open') = messaging.is_current(k.c))
		AND messaging.look_problem(k.c, actor, actor_role) IS NULL
	ORDER BY (k.c).id DESC LIMIT most;
END $$;
