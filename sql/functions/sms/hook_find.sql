-- hook_find: what a carrier's call to /hooks/sms/{key} needs to be checked and decoded. No row:
-- there is no such hook. Read.
CREATE OR REPLACE FUNCTION sms.hook_find(hook_key text)
RETURNS TABLE (tenant bigint, channel bigint, number text, help_text text, stop_text text, start_text text,
	account bigint, carrier text, settings jsonb, secret bytea, group_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.tenant, c.id, k.number, c.help_text, c.stop_text, c.start_text, a.id, a.carrier, a.settings, a.secret,
		k.group_id
	FROM directory.v_channel AS c
	JOIN sms.channel_carrier AS k ON k.tenant = c.tenant AND k.channel = c.id
	JOIN sms.account AS a ON a.tenant = k.tenant AND a.id = k.account
	WHERE c.hook_key = $1 AND NOT c.disabled
$$;
