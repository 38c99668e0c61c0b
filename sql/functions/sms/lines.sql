-- lines: the channels' lines to their carriers, by channel, after the cursor `after`. Rows: the line, and its cursor. Read.
CREATE OR REPLACE FUNCTION sms.lines(tenant bigint, account bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT sms.line_json(l.k), (l.k).channel::text FROM (
		SELECT k FROM sms.channel_carrier AS k
		WHERE k.tenant = lines.tenant AND (lines.account IS NULL OR k.account = lines.account)
			AND (after IS NULL OR k.channel > after::bigint)
		ORDER BY k.channel LIMIT least(limit_, 201)) AS l;
END $$;
