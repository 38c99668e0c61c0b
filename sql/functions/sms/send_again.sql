-- send_again: the send is tried again later; the message stays `sending` for who reads it, with
-- the reason. Past its validity it has expired (SMS-34). Keys: message.
CREATE OR REPLACE FUNCTION sms.send_again(o sms.outbox, reason text, code text, retry_ms bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	at timestamptz := ops.clock() + greatest(COALESCE(retry_ms, 0), 0) * interval '1 millisecond';
BEGIN
	IF at >= o.valid_until THEN
		PERFORM sms.outbox_close(o, 'expired', COALESCE(reason, 'validity'), code);
		RETURN;
	END IF;
	UPDATE sms.outbox AS r SET state = 'queued', not_before = at WHERE r.tenant = o.tenant AND r.id = o.id;
	PERFORM ops.emit(o.tenant, 6, o.group_id, o.id);
END $$;
