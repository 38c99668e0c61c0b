-- opt_out_thread: what keeps the changes of one number's opt-out on one channel in order, by the number's hash. Internal, called by hooks.
CREATE OR REPLACE FUNCTION sms.opt_out_thread(tenant bigint, key bigint)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT 'opt_out/' || e.channel || '/' || left(encode(e.number_hash, 'hex'), 32) FROM sms.opt_out_entry AS e
		WHERE e.tenant = opt_out_thread.tenant AND e.id = opt_out_thread.key);
END $$;
