-- send_problem: why this agent can't write this text here now; null: they can.
CREATE OR REPLACE FUNCTION messaging.send_problem(c messaging.conversation, actor bigint, text text)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	RETURN CASE
		WHEN c.id IS NULL THEN 'not_found'
		WHEN c.owner IS NULL AND COALESCE((SELECT i.agent FROM routing.v_interaction AS i
			WHERE i.tenant = c.tenant AND i.id = c.interaction), 0) <> actor
			AND NOT EXISTS (SELECT FROM routing.v_consult AS k -- who leads it and has joined (SV-2)
				WHERE k.tenant = c.tenant AND k.interaction = c.interaction AND k.agent = actor AND k.writes) THEN 'not_yours'
		WHEN c.state <> 'open' THEN 'conversation_closed'
		WHEN c.kind = 'voice' THEN 'channel_cannot_send' -- a call: nobody would read it
		WHEN length(COALESCE(text, '')) NOT BETWEEN 1 AND 1600 THEN 'invalid'
		WHEN c.kind = 'sms' THEN messaging.unsendable(c) END;
END $$;
