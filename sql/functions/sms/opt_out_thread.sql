-- opt_out_thread: what keeps the changes of one number's opt-out on one channel in order: the first entry that the ledger numbered (0452).
-- Not the number's hash, which a further number_key changes; the ledger loses no entry. Internal, called by hooks.
CREATE OR REPLACE FUNCTION sms.opt_out_thread(tenant bigint, key bigint)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT 'opt_out/' || min(o.id) FROM sms.opt_out_entry AS e
		JOIN sms.opt_out_entry AS o ON o.tenant = e.tenant AND o.channel = e.channel AND o.number_hash = e.number_hash
		WHERE e.tenant = opt_out_thread.tenant AND e.id = opt_out_thread.key);
END $$;
