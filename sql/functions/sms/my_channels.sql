-- my_channels: the channels that somebody may begin texts from (SMS-12), by name, after the cursor `after`; none for who
-- has not the permission sms_initiate (SMS-10). Rows: the channel, and its cursor. Read.
CREATE OR REPLACE FUNCTION sms.my_channels(tenant bigint, actor bigint, actor_role text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT jsonb_build_object('id', c.id::text, 'name', c.name, 'number', c.number, 'country', sms.country_of(c.number)), c.name
	FROM directory.v_channel AS c
	WHERE directory.may(my_channels.tenant, actor, 'sms_initiate') AND c.tenant = my_channels.tenant AND (after IS NULL OR c.name > after)
		AND directory.channel_granted(c.tenant, c.id, actor, actor_role)
		AND EXISTS (SELECT FROM sms.channel_carrier AS k WHERE k.tenant = c.tenant AND k.channel = c.id)
	ORDER BY c.name LIMIT least(limit_, 501);
END $$;
