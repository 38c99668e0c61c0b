-- hold_judge: a held text is to be sent now, unless quiet hours hold for it: then it waits until they end, which may have changed
-- (SMS-21). Takes the message's key itself, without waiting. True: it was lifted; null: another call holds it.
CREATE OR REPLACE FUNCTION sms.hold_judge(tenant bigint, id bigint, message bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	o sms.outbox;
	quiet record;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('message', tenant, message::text)) THEN
		RETURN NULL;
	END IF;
	SELECT * INTO o FROM sms.outbox AS r WHERE r.tenant = hold_judge.tenant AND r.id = hold_judge.id AND r.held_until IS NOT NULL;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	quiet := sms.quiet_until(o.tenant, o.channel, o.number, ops.clock());
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
