-- hold_judge: a held text is to be sent now, unless quiet hours hold for it: then it waits until they end, which may have changed
-- (SMS-21). True: it was lifted. Keys: message.
CREATE OR REPLACE FUNCTION sms.hold_judge(o sms.outbox)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	quiet record := sms.quiet_until(o.tenant, o.channel, o.number, ops.clock());
BEGIN
	IF quiet.until IS NULL THEN
		PERFORM sms.hold_lift(o);
		RETURN true;
	ELSIF quiet.until <> o.held_until THEN
		UPDATE sms.outbox AS r SET held_until = quiet.until, not_before = quiet.until,
			valid_until = quiet.until + (r.valid_until - r.not_before)
		WHERE r.tenant = o.tenant AND r.id = o.id;
		PERFORM messaging.held_changed(o.tenant, o.conversation, o.seq, o.message_at);
	END IF;
	RETURN false;
END $$;
