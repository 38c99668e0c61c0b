-- send_end_keys: the lock keys that an outcome of a send needs.
CREATE OR REPLACE FUNCTION sms.send_end_keys(o sms.outbox, given text, account bigint,
	provider_id text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN array_remove(ARRAY[ops.key('message', o.tenant, o.message::text),
		CASE WHEN given = 'sent' THEN ops.key('provider', 0, account || ':' || provider_id) END,
		CASE WHEN given = 'opted_out' THEN ops.key('conversation', o.tenant, o.channel || ':' || o.number) END], NULL);
END $$;
