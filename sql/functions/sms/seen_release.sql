-- seen_release: the carrier knows that these inbound texts were taken, so the same bytes again are another text; and
-- what nobody has said that of for ten minutes (a gateway died just after it answered). Keys: provider, of each id given;
-- of the others it takes them itself, without waiting.
CREATE OR REPLACE FUNCTION sms.seen_release(account bigint, provider_ids text[])
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	one bigint;
	released bigint;
BEGIN
	DELETE FROM sms.provider_seen AS s WHERE s.account = seen_release.account AND s.provider_id = ANY (provider_ids);
	GET DIAGNOSTICS released = ROW_COUNT;
	DELETE FROM sms.provider_seen AS s WHERE s.account = seen_release.account AND s.provider_id IN (
		SELECT d.provider_id FROM sms.provider_seen AS d
		WHERE d.account = seen_release.account AND d.provider_id LIKE 'smpp:%' AND d.at < clock - interval '10 minutes'
			AND pg_try_advisory_xact_lock(ops.key('provider', 0, d.account || ':' || d.provider_id))
		ORDER BY d.at LIMIT 100);
	GET DIAGNOSTICS one = ROW_COUNT;
	RETURN released + one;
END $$;
