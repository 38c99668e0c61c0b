-- held_until: until when a text that is written now waits for the end of quiet hours (SMS-21); null: it goes at once. Held is only what
-- we started: in a conversation in which the customer has not written yet.
CREATE OR REPLACE FUNCTION messaging.held_until(c messaging.conversation)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	quiet record;
BEGIN
	IF c.last_customer_seq > 0 THEN
		RETURN NULL;
	END IF;
	quiet := sms.quiet_until(c.tenant, c.channel, c.number, ops.clock());
	RETURN CASE WHEN quiet.rule = 'hold' THEN quiet.until END;
END $$;
