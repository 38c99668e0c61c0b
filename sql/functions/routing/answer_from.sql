-- answer_from: from when on the queue's limit for an answer counts for who has a chat (RT-13): from what messaging says, or from the assignment where
-- that is later. In an emergency chats stay with their agent (EM-5): none counts until the lock ends, and from then on anew. Null: no limit runs.
-- Internal.
CREATE OR REPLACE FUNCTION routing.answer_from(i routing.interaction)
RETURNS timestamptz
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT greatest(i.assigned_at, said, e.since) FROM messaging.answer_from(i.tenant, i.conversation) AS said
	LEFT JOIN presence.v_emergency AS e ON e.tenant = i.tenant AND e.agent = i.agent
	WHERE said IS NOT NULL AND COALESCE(e.phase, 'normal') NOT IN ('dialling', 'in_call', 'lock')
$$;
