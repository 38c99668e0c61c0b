-- quiet_refused: whether a text that we start is refused now, for it is quiet hours at the customer's (SMS-21).
CREATE OR REPLACE FUNCTION messaging.quiet_refused(c messaging.conversation)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	quiet record;
BEGIN
	IF c.last_customer_seq > 0 THEN
		RETURN false;
	END IF;
	quiet := sms.quiet_until(c.tenant, c.channel, c.number, ops.clock());
	RETURN quiet.rule = 'refuse' AND quiet.until IS NOT NULL;
END $$;
