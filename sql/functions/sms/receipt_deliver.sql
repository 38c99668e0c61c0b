-- receipt_deliver: what a receipt says of a message: its state moves forward; once the carrier
-- has it, nothing of it has to be sent any more. Of what was never begun no carrier can know:
-- that changes nothing. Keys: message, conversation (receipt_keys).
CREATE OR REPLACE FUNCTION sms.receipt_deliver(s sms.sent, state text, reason text, code text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('message', s.tenant, s.message::text));
	END IF;
	IF EXISTS (SELECT FROM sms.outbox AS o WHERE o.tenant = s.tenant AND o.message = s.message
		AND o.state = 'queued' AND o.attempt = 0) THEN
		RETURN false;
	END IF;
	state := sms.receipt_part(s, state);
	IF state IN ('sent', 'delivered', 'undelivered', 'failed', 'expired', 'rejected', 'blocked') THEN
		DELETE FROM sms.outbox AS o WHERE o.tenant = s.tenant AND o.message = s.message;
	END IF;
	IF state = 'blocked' THEN
		PERFORM sms.receipt_block(s);
	END IF;
	RETURN messaging.set_delivery(s.tenant, s.conversation, s.seq, s.message_at, state, reason, code);
END $$;
