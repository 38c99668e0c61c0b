-- send_end_keys: the lock keys, each once, that an outcome of a send (send_outcome) needs: those of what it makes of the outbox row, and for each id
-- that the carrier gave those of the id and of its receipts that came first.
DROP FUNCTION IF EXISTS sms.send_end_keys(sms.outbox, text, bigint, text); -- it knew one id
CREATE OR REPLACE FUNCTION sms.send_end_keys(o sms.outbox, given text, account bigint, provider_ids text[])
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY(SELECT unnest(sms.outbox_keys(o, given))
		UNION SELECT ops.key('provider', 0, account || ':' || p) FROM unnest(provider_ids) AS p
		UNION SELECT unnest(sms.parked_keys(ROW (account, p, o.tenant, o.message, o.conversation, o.seq, o.message_at, o.message_at)::sms.sent, account, p))
			FROM unnest(provider_ids) AS p);
END $$;
