-- agent_chats_list: agent chats of those whom somebody supervises, newest first, without what was said: those that go on where
-- monitoring is on, and ended ones, whose transcripts `look` gives. Rows: the item, and the cursor that stands after it. Read.
CREATE OR REPLACE FUNCTION messaging.agent_chats_list(tenant bigint, actor bigint, actor_role text, state text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT ops.frame(4, c.tenant, c.id), c.id::text
	FROM messaging.conversation AS c
	WHERE c.tenant = agent_chats_list.tenant AND c.kind = 'agent' AND c.channel = 0
		AND (after IS NULL OR c.id < after::bigint)
		AND (agent_chats_list.state IS NULL OR (agent_chats_list.state = 'open') = messaging.is_current(c))
		AND messaging.look_problem(c, actor, actor_role) IS NULL
	ORDER BY c.id DESC LIMIT least(limit_, 201);
END $$;
