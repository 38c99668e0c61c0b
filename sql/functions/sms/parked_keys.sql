-- parked_keys: the lock keys that the parked receipts of a carrier's message need when they are applied to it.
CREATE OR REPLACE FUNCTION sms.parked_keys(s sms.sent, account bigint, provider_id text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN EXISTS (SELECT FROM sms.receipt_parked AS p WHERE p.account = parked_keys.account
		AND p.provider_id = parked_keys.provider_id AND p.state = 'blocked') THEN sms.block_keys(s, 'blocked') ELSE '{}' END;
END $$;
