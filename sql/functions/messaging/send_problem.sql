-- send_problem: why this agent can't write this text here now; null: they can.
CREATE OR REPLACE FUNCTION messaging.send_problem(c messaging.conversation, actor bigint, text text)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	RETURN CASE
		WHEN c.id IS NULL THEN 'not_found'
		WHEN COALESCE((SELECT i.agent FROM routing.v_interaction AS i
			WHERE i.tenant = c.tenant AND i.id = c.interaction), 0) <> actor THEN 'not_yours'
		WHEN c.state <> 'open' THEN 'conversation_closed'
		WHEN length(COALESCE(text, '')) NOT BETWEEN 1 AND 1600 THEN 'invalid'
		WHEN NOT sms.country_sends(c.tenant, c.country) THEN 'country_not_allowed'
		WHEN messaging.opted_out(c) THEN 'opted_out'
		WHEN messaging.quiet_refused(c) THEN 'quiet_hours'
		WHEN NOT EXISTS (SELECT FROM sms.v_channel AS v
			WHERE v.tenant = c.tenant AND v.channel = c.channel) THEN 'channel_cannot_send' END;
END $$;
