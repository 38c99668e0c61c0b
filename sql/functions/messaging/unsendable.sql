-- unsendable: why no text can go to this conversation's customer from its channel; null: it can.
CREATE OR REPLACE FUNCTION messaging.unsendable(c messaging.conversation)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	RETURN CASE
		WHEN (SELECT k.disabled FROM directory.v_any_channel AS k WHERE k.tenant = c.tenant AND k.id = c.channel) THEN 'channel_disabled'
		WHEN NOT sms.country_sends(c.tenant, c.country) THEN 'country_not_allowed'
		WHEN messaging.opted_out(c) THEN 'opted_out'
		WHEN messaging.quiet_refused(c) THEN 'quiet_hours'
		WHEN NOT EXISTS (SELECT FROM sms.v_channel AS v
			WHERE v.tenant = c.tenant AND v.channel = c.channel AND v.number IS NOT NULL) THEN 'channel_cannot_send' END;
END $$;
