-- receipt_block: the carrier says in a receipt that the customer opted out there: that blocks here, too (SMS-20).
-- Keys: conversation.
CREATE OR REPLACE FUNCTION sms.receipt_block(s sms.sent)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c record;
BEGIN
	SELECT v.tenant, v.channel, v.number, v.number_hash INTO c FROM messaging.v_conversation AS v
	WHERE v.tenant = s.tenant AND v.id = s.conversation;
	IF c.number_hash IS NOT NULL THEN -- else it was erased
		PERFORM sms.opt_out_emit(c.tenant, c.channel, c.number, c.number_hash)
		WHERE sms.opt_out_set(c.tenant, c.channel, c.number_hash, 'stopped', 'carrier');
		PERFORM messaging.opt_out_changed(c.tenant, c.channel, c.number);
	END IF;
END $$;
