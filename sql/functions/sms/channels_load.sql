-- channels_load: all channels that have a carrier, with what a carrier's call needs to be checked and
-- decoded. A channel whose second carrier holds its number has a second row (SMS-34): that carrier calls at an address of its
-- own, the hook's key with "-2". `user_id`: whose own number it is. `formers`: also, for 72 h, the accounts that it had before, the last four. `stop_words`: the
-- channel's own, one a line. `hook_key`: only what is not sealed yet, with its "-2"; the hash and the sealed key are the channel's. Read.
DROP FUNCTION IF EXISTS sms.channels_load(); -- it knew no formers
DROP FUNCTION IF EXISTS sms.channels_load(boolean); -- it knew no users, no stop words, and no hook's key but an open one
CREATE OR REPLACE FUNCTION sms.channels_load(formers boolean DEFAULT false)
RETURNS TABLE (tenant bigint, channel bigint, hook_key text, number text, help_text text, stop_text text,
	start_text text, account bigint, carrier text, settings jsonb, secret bytea, box bigint, group_id bigint, second boolean,
	second_after_ms bigint, former boolean, user_id bigint, stop_words text, hook_key_hash bytea, hook_secret bytea, hook_box bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT c.tenant, c.id, c.hook_key || CASE WHEN w.second THEN '-2' ELSE '' END, k.number, c.help_text, c.stop_text, c.start_text,
		a.id, a.carrier, a.settings, a.secret, a.box, k.group_id, w.second, k.second_after_ms, w.former, c.user_id, array_to_string(c.stop_words, E'\n'),
		c.hook_key_hash, c.secret, c.box
	FROM directory.v_any_channel AS c
	JOIN sms.channel_carrier AS k ON k.tenant = c.tenant AND k.channel = c.id
	CROSS JOIN LATERAL (VALUES (k.account, false, false), (k.second_account, true, false)
		UNION ALL (SELECT f.account, false, true FROM sms.channel_former AS f
			WHERE formers AND f.tenant = k.tenant AND f.channel = k.channel AND f.account <> k.account AND f.until > ops.clock()
			ORDER BY f.until DESC LIMIT 4)) AS w (account, second, former)
	JOIN sms.account AS a ON a.tenant = k.tenant AND a.id = w.account
	WHERE NOT c.disabled AND k.number IS NOT NULL AND k.group_id IS NOT NULL
		AND (NOT w.second OR sms.account_holds(k.tenant, w.account, k.number))
	ORDER BY c.tenant, c.id, w.second, w.former
$$;
