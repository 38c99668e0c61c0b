-- lost_note: nobody knows what became of this send: a receipt may tell, of whatever id (lost_find). Keys: message.
CREATE OR REPLACE FUNCTION sms.lost_note(o sms.outbox)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO sms.send_lost (tenant, message, account, number_hash, conversation, seq, message_at, segments, at)
	SELECT o.tenant, o.message, COALESCE(o.account, k.account), o.number_hash, o.conversation, o.seq, o.message_at, o.segments, ops.batch_at()
	FROM sms.channel_carrier AS k WHERE k.tenant = o.tenant AND k.channel = o.channel AND o.number_hash IS NOT NULL
	ON CONFLICT DO NOTHING;
END $$;
