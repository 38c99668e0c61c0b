-- sent_store: the carrier's id leads to the message. Keys: provider.
CREATE OR REPLACE FUNCTION sms.sent_store(o sms.outbox, account bigint, provider_id text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO sms.sent (account, provider_id, tenant, message, conversation, seq, message_at, at)
	VALUES (account, provider_id, o.tenant, o.message, o.conversation, o.seq, o.message_at, ops.batch_at())
	ON CONFLICT DO NOTHING;
END $$;
