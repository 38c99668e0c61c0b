-- raw_list: kept calls of one state (null: unparsed), newest first, after the cursor `after`: of the last 30 days, and
-- of those that were read, which have no index, of the last day. Rows: the call without its bytes, and its cursor. Read.
DROP FUNCTION IF EXISTS sms.raw_list(bigint, text, text, integer); -- it told the bytes
CREATE OR REPLACE FUNCTION sms.raw_list(tenant bigint, state text, channel bigint, account bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan -- a known state has its index
AS $$
DECLARE
	of CONSTANT text := COALESCE(state, 'unparsed');
	since timestamptz := ops.clock() - CASE of WHEN 'parsed' THEN interval '1 day' ELSE interval '30 days' END;
BEGIN
	RETURN QUERY SELECT sms.raw_json(r), r.id::text
	FROM sms.raw_inbound AS r
	WHERE r.tenant = raw_list.tenant AND r.at > since AND r.state = of
		AND (raw_list.channel IS NULL OR r.channel = raw_list.channel)
		AND (raw_list.account IS NULL OR r.account = raw_list.account)
		AND (after IS NULL OR r.id < after::bigint)
	ORDER BY r.id DESC LIMIT least(limit_, 501);
END $$;
