-- send_end_keys: the lock keys that an outcome of a send (send_outcome) needs.
CREATE OR REPLACE FUNCTION sms.send_end_keys(o sms.outbox, given text, account bigint,
	provider_id text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	-- A receipt that came first may be a block.
	RETURN CASE WHEN given = 'sent' THEN sms.parked_keys(ROW (account, provider_id, o.tenant, o.message, o.conversation, o.seq, o.message_at,
		o.message_at)::sms.sent, account, provider_id) ELSE '{}' END || array_remove(ARRAY[
		CASE WHEN given = 'sent' THEN ops.key('provider', 0, account || ':' || provider_id) END], NULL)
		|| sms.outbox_keys(o, given);
END $$;
