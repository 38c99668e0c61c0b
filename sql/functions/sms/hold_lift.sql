-- hold_lift: a held text is to be sent now, with its whole validity from here on. Keys: message.
CREATE OR REPLACE FUNCTION sms.hold_lift(o sms.outbox)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('message', o.tenant, o.message::text));
	END IF;
	UPDATE sms.outbox AS r SET held_until = NULL, not_before = clock, valid_until = clock + (r.valid_until - r.not_before)
	WHERE r.tenant = o.tenant AND r.id = o.id;
	PERFORM messaging.set_delivery(o.tenant, o.conversation, o.seq, o.message_at, 'queued', NULL, NULL);
	PERFORM ops.emit(o.tenant, 6, o.group_id, o.id);
END $$;
