-- raw_list: raw calls of one state (null: unparsed) of the last 30 days, newest first, after the
-- cursor `after`. Rows: the call with its bytes in base64, and its cursor. Read.
CREATE OR REPLACE FUNCTION sms.raw_list(tenant bigint, state text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	since timestamptz := ops.clock() - interval '30 days';
BEGIN
	RETURN QUERY SELECT jsonb_build_object('id', r.id::text, 'at', ops.rfc3339(r.at), 'channel', r.channel::text,
		'account', r.account::text, 'state', r.state, 'reason', r.reason,
		'raw', translate(encode(r.raw, 'base64'), E'\n', '')), r.id::text
	FROM sms.raw_inbound AS r
	WHERE r.tenant = raw_list.tenant AND r.at > since AND r.state = COALESCE(raw_list.state, 'unparsed')
		AND (after IS NULL OR r.id < after::bigint)
	ORDER BY r.id DESC LIMIT least(limit_, 501);
END $$;
