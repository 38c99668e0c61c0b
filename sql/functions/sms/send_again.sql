-- send_again: the send is tried again later; the message stays `sending` for who reads it. Keys: message.
DROP FUNCTION IF EXISTS sms.send_again(sms.outbox, text, text, bigint); -- it ended what had expired
CREATE OR REPLACE FUNCTION sms.send_again(o sms.outbox, retry_ms bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	UPDATE sms.outbox AS r SET state = 'queued', not_before = ops.clock() + greatest(COALESCE(retry_ms, 0), 0) * interval '1 millisecond'
	WHERE r.tenant = o.tenant AND r.id = o.id;
	PERFORM ops.emit(o.tenant, 6, o.group_id, o.id);
END $$;
