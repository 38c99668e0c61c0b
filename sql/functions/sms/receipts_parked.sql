-- receipts_parked: how many receipts wait for their message: all, those older than 5 minutes
-- whose id we sent (must stay 0), those older than 72 h; and of all those to a number of a lost send, without words that say
-- whether they are of that (receipts_list: perhaps). Read.
DROP FUNCTION IF EXISTS sms.receipts_parked(); -- it answered fewer columns
CREATE OR REPLACE FUNCTION sms.receipts_parked()
RETURNS TABLE (parked bigint, late bigint, lost bigint, doubtful bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT count(*), count(*) FILTER (WHERE p.at < clock - interval '5 minutes' AND s.message IS NOT NULL),
		count(*) FILTER (WHERE p.at < clock - interval '72 hours'),
		count(*) FILTER (WHERE EXISTS (SELECT FROM sms.send_lost AS l WHERE l.account = p.account AND l.number_hash = p.number_hash))
	FROM sms.receipt_parked AS p
	LEFT JOIN sms.sent AS s ON s.account = p.account AND s.provider_id = p.provider_id;
END $$;
