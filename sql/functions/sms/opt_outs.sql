-- opt_outs: the state of one number (by its hash) on each channel of the tenant; whom a user texts is theirs to know.
-- {"data", "next_cursor": null}. Read.
CREATE OR REPLACE FUNCTION sms.opt_outs(tenant bigint, number_hashes bytea[])
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	data jsonb;
BEGIN
	SELECT jsonb_agg(sms.opt_out_json(o) ORDER BY o.channel)
	INTO data
	FROM sms.opt_out AS o JOIN directory.v_channel AS c ON c.tenant = o.tenant AND c.id = o.channel
	WHERE o.tenant = opt_outs.tenant AND o.number_hash = ANY (number_hashes);
	RETURN ROW ('ok', jsonb_build_object('data', COALESCE(data, '[]'), 'next_cursor', NULL), NULL, NULL)::ops.answer;
END $$;
