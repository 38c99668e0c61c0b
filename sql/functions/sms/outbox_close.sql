-- outbox_close: the message has ended or was taken; its outbox row leaves. Keys: message; conversation, where it failed (outbox_keys).
CREATE OR REPLACE FUNCTION sms.outbox_close(o sms.outbox, state text, reason text, code text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('message', o.tenant, o.message::text));
	END IF;
	PERFORM messaging.set_delivery(o.tenant, o.conversation, o.seq, o.message_at, state, reason, code);
	DELETE FROM sms.outbox AS r WHERE r.tenant = o.tenant AND r.id = o.id;
END $$;
