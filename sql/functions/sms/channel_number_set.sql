-- channel_number_set: a channel has another number: its carrier's assignment follows. Internal, called by directory.
-- Keys: config.
CREATE OR REPLACE FUNCTION sms.channel_number_set(tenant bigint, channel bigint, number text)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	UPDATE sms.channel_carrier AS k SET number = $3 WHERE k.tenant = $1 AND k.channel = $2 AND k.number IS DISTINCT FROM $3
$$;
