-- lost_link: the carrier's id leads to the text whose send was lost. Of one that went in parts nobody knows how many were taken: it
-- never becomes delivered by them (receipt_part). Keys: provider, message.
CREATE OR REPLACE FUNCTION sms.lost_link(s sms.sent)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO sms.sent (account, provider_id, tenant, message, conversation, seq, message_at, at)
	VALUES (s.account, s.provider_id, s.tenant, s.message, s.conversation, s.seq, s.message_at, ops.batch_at())
	ON CONFLICT DO NOTHING;
	INSERT INTO sms.sent_part (tenant, message, account, provider_id, state, at)
	SELECT l.tenant, l.message, l.account, '', 'lost', ops.batch_at() FROM sms.send_lost AS l
	WHERE l.tenant = s.tenant AND l.message = s.message AND l.segments > 1
	ON CONFLICT DO NOTHING;
	DELETE FROM sms.send_lost AS l WHERE l.tenant = s.tenant AND l.message = s.message AND l.segments <= 1;
END $$;
