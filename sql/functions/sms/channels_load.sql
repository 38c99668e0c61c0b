-- channels_load: all channels that have a carrier, with what a carrier's call needs to be checked and
-- decoded. Read.
DROP FUNCTION IF EXISTS sms.channels_load(); -- it answered fewer columns
CREATE OR REPLACE FUNCTION sms.channels_load()
RETURNS TABLE (tenant bigint, channel bigint, hook_key text, number text, help_text text, stop_text text,
	start_text text, account bigint, carrier text, settings jsonb, secret bytea, box bigint, group_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.tenant, c.id, c.hook_key, k.number, c.help_text, c.stop_text, c.start_text, a.id, a.carrier, a.settings,
		a.secret, a.box, k.group_id
	FROM directory.v_channel AS c
	JOIN sms.channel_carrier AS k ON k.tenant = c.tenant AND k.channel = c.id
	JOIN sms.account AS a ON a.tenant = k.tenant AND a.id = k.account
	WHERE NOT c.disabled AND k.number IS NOT NULL AND k.group_id IS NOT NULL
	ORDER BY c.tenant, c.id
$$;
