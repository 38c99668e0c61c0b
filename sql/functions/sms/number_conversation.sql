-- number_conversation: the newest conversation with a number, on this channel (null: on any); null: there is none. Internal.
CREATE OR REPLACE FUNCTION sms.number_conversation(tenant bigint, channel bigint, number text)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT c.id FROM messaging.v_conversation AS c WHERE c.tenant = number_conversation.tenant
		AND c.number = number_conversation.number AND (number_conversation.channel IS NULL OR c.channel = number_conversation.channel)
		ORDER BY c.id DESC LIMIT 1);
END $$;
