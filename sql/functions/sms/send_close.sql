-- send_close: what a send that has ended makes of its message and of the outbox; see send_end. Keys: outbox_keys.
CREATE OR REPLACE FUNCTION sms.send_close(o sms.outbox, given text, code text, reason text, retry_ms bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	CASE given
	WHEN 'retry' THEN
		PERFORM sms.send_again(o, retry_ms);
	WHEN 'opted_out' THEN
		PERFORM sms.opt_out_emit(o.tenant, o.channel, o.number, o.number_hash)
		WHERE sms.opt_out_set(o.tenant, o.channel, o.number_hash, 'stopped', 'carrier');
		PERFORM messaging.opt_out_changed(o.tenant, o.channel, o.number);
		PERFORM sms.outbox_close(o, 'blocked', COALESCE(reason, 'opted_out'), code);
	WHEN 'expired' THEN
		PERFORM sms.outbox_close(o, 'expired', COALESCE(reason, 'validity'), code);
	WHEN 'sent', 'failed', 'rejected', 'unknown' THEN
		PERFORM sms.outbox_close(o, given, reason, code);
		IF given = 'unknown' THEN
			PERFORM sms.lost_note(o);
		END IF;
	END CASE;
END $$;
