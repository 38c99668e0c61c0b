-- opted_out: whether this customer number has stopped texts from this channel (SMS-20).
CREATE OR REPLACE FUNCTION messaging.opted_out(c messaging.conversation)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM sms.v_opt_out AS o
		WHERE o.tenant = c.tenant AND o.channel = c.channel AND o.number_hash = c.number_hash AND o.state = 'stopped');
END $$;
