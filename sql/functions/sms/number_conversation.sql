-- number_conversation: the newest conversation with a number, on this channel (null: on any of the organisation's); null: there is none. Internal.
CREATE OR REPLACE FUNCTION sms.number_conversation(tenant bigint, channel bigint, number text)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT c.id FROM messaging.v_conversation AS c WHERE c.tenant = number_conversation.tenant
		AND c.number = number_conversation.number AND CASE WHEN number_conversation.channel IS NOT NULL THEN c.channel = number_conversation.channel
			ELSE EXISTS (SELECT FROM directory.v_channel AS k WHERE k.tenant = c.tenant AND k.id = c.channel) END
		ORDER BY c.id DESC LIMIT 1);
END $$;
