-- last_agent: who served the customer last: the agent whose chat it was until it went back to the queue, unless
-- they gave it away or left it unanswered, else that of the number's conversation before. Null: nobody, or no queue of the
-- tenant prefers them.
CREATE OR REPLACE FUNCTION routing.last_agent(i routing.interaction)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM routing.queue AS q WHERE q.tenant = i.tenant AND q.prefer_last_agent) THEN
		RETURN NULL;
	ELSIF i.former_agent IS NOT NULL THEN
		RETURN CASE WHEN i.returned_reason IN ('transferred', 'unanswered') THEN NULL ELSE i.former_agent END;
	END IF;
	RETURN (SELECT p.agent FROM messaging.v_conversation AS own
		JOIN messaging.v_conversation AS c ON c.tenant = own.tenant AND c.number = own.number AND c.id < own.id
		JOIN routing.interaction AS p ON p.tenant = c.tenant AND p.conversation = c.id AND p.agent IS NOT NULL
		WHERE own.tenant = i.tenant AND own.id = i.conversation
		ORDER BY c.id DESC, p.id DESC LIMIT 1);
END $$;
