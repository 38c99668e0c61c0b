-- help_due: whether a help word of this number is answered now, and that it is: at most once in
-- 24 hours, and never past a block (SMS-20). Keys: conversation.
CREATE OR REPLACE FUNCTION sms.help_due(tenant bigint, channel bigint, number_hash bytea)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF EXISTS (SELECT FROM sms.opt_out AS o WHERE o.tenant = help_due.tenant AND o.channel = help_due.channel
		AND o.number_hash = help_due.number_hash AND o.state = 'stopped') THEN
		RETURN false;
	END IF;
	INSERT INTO sms.help_answer AS h (tenant, channel, number_hash, at)
	VALUES (help_due.tenant, help_due.channel, help_due.number_hash, ops.clock())
	ON CONFLICT ON CONSTRAINT help_answer_pkey DO UPDATE SET at = EXCLUDED.at
	WHERE h.at <= EXCLUDED.at - interval '24 hours';
	RETURN FOUND;
END $$;
