-- fax_lines_load: all fax numbers with their accounts, in the form of channels_load. Read.
DROP FUNCTION IF EXISTS sms.fax_lines_load(); -- it knew no hook's key but an open one
CREATE OR REPLACE FUNCTION sms.fax_lines_load()
RETURNS TABLE (tenant bigint, channel bigint, hook_key text, number text, help_text text, stop_text text,
	start_text text, account bigint, carrier text, settings jsonb, secret bytea, box bigint, group_id bigint, second boolean,
	second_after_ms bigint, former boolean, hook_key_hash bytea, hook_secret bytea, hook_box bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT n.tenant, n.id, n.hook_key, n.number, NULL, NULL, NULL, a.id, a.carrier, a.settings, a.secret, a.box, 0::bigint, false, 0::bigint, false, n.hook_key_hash, n.secret, n.box
	FROM sms.fax_number AS n JOIN sms.account AS a ON a.tenant = n.tenant AND a.id = n.account_id
	ORDER BY n.tenant, n.id
$$;
