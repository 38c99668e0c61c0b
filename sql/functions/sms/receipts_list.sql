-- receipts_list: receipts that have found no message (rule 17), newest first, after the cursor `after`; `lost`: only those
-- over 72 h old, or only others. perhaps: the text to the same number whose send was lost, of which it may be. Rows: the receipt, and
-- its cursor. Read.
CREATE OR REPLACE FUNCTION sms.receipts_list(tenant bigint, account bigint, lost boolean, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before timestamptz := ops.clock() - interval '72 hours';
BEGIN
	RETURN QUERY SELECT jsonb_build_object('id', p.id::text, 'at', ops.rfc3339(p.at), 'account', a.id::text, 'account_name', a.name,
		'provider_id', p.provider_id, 'carrier_state', p.raw_state, 'state', p.state, 'code', p.code, 'reason', p.reason,
		'sent', EXISTS (SELECT FROM sms.sent AS s WHERE s.account = p.account AND s.provider_id = p.provider_id),
		'lost', p.at < before, 'perhaps', (SELECT l.message::text FROM sms.send_lost AS l
			WHERE l.account = p.account AND l.number_hash = p.number_hash ORDER BY l.at, l.message LIMIT 1)), p.id::text
	FROM sms.account AS a CROSS JOIN LATERAL (
		SELECT * FROM sms.receipt_parked AS o
		WHERE o.account = a.id AND (after IS NULL OR o.id < after::bigint)
			AND (receipts_list.lost IS NULL OR (o.at < before) = receipts_list.lost)
		ORDER BY o.id DESC LIMIT least(limit_, 501)) AS p
	WHERE a.tenant = receipts_list.tenant AND (receipts_list.account IS NULL OR a.id = receipts_list.account)
	ORDER BY p.id DESC LIMIT least(limit_, 501);
END $$;
