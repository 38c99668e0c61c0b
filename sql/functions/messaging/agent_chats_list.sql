-- agent_chats_list: agent chats of those whom somebody supervises, newest first, without what was said: those that go on where
-- monitoring is on, and ended ones that they may read (chat_access). Each way there is led by an index, so that a page costs about the same
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
	led CONSTANT bigint[] := CASE WHEN actor_role = 'supervisor' THEN ARRAY(SELECT s.agent FROM routing.supervised(tenant, actor) AS s) END;
BEGIN
	RETURN QUERY
	SELECT ops.frame(4, (k.c).tenant, (k.c).id), (k.c).id::text FROM (SELECT c FROM (
		SELECT p.conversation AS id FROM messaging.party AS p
		WHERE agent_chats_list.state IS DISTINCT FROM 'closed' AND p.tenant = agent_chats_list.tenant AND p.current AND p.conversation < before_id
			AND (all_ OR p.account = ANY (led))
		UNION
		SELECT e.id FROM messaging.agent_chats_ended(tenant, actor, actor_role, before_id, most) AS e (id)
		WHERE agent_chats_list.state IS DISTINCT FROM 'open') AS f
		JOIN messaging.conversation AS c ON c.tenant = agent_chats_list.tenant AND c.id = f.id
		OFFSET 0) AS k -- what follows is asked of these alone
	WHERE (k.c).kind = 'agent' AND (agent_chats_list.state IS NULL OR (agent_chats_list.state = 'open') = messaging.is_current(k.c))
		AND messaging.look_problem(k.c, actor, actor_role) IS NULL
	ORDER BY (k.c).id DESC LIMIT most;
END $$;
