-- answer_from: from when on the queue's limit for an answer counts for who has a chat (RT-13): from what messaging says, or from the assignment where
-- that is later. In an emergency chats stay with their agent (EM-5): none counts while one is dialled or goes on, and then anew from the end of the
-- five minutes after it (60-emergency), whoever has noticed that end. Null: no limit runs. Internal.
CREATE OR REPLACE FUNCTION routing.answer_from(i routing.interaction)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	said timestamptz := messaging.answer_from(i.tenant, i.conversation);
BEGIN
	IF said IS NULL OR EXISTS (SELECT FROM presence.v_emergency AS e
		WHERE e.tenant = i.tenant AND e.agent = i.agent AND e.phase IN ('dialling', 'in_call')) THEN
		RETURN NULL;
	END IF;
	RETURN greatest(i.assigned_at, said, (SELECT max(c.ended_at) + interval '5 minutes' FROM presence.v_emergency_call AS c
		WHERE c.tenant = i.tenant AND c.agent = i.agent AND (c.answered_at IS NOT NULL OR NOT c.call_back)));
END $$;
