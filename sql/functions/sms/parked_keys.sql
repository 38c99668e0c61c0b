-- parked_keys: the lock keys that the parked receipts of a carrier's message need when they are applied to it.
CREATE OR REPLACE FUNCTION sms.parked_keys(s sms.sent, account bigint, provider_id text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY(SELECT DISTINCT k FROM sms.receipt_parked AS p, unnest(sms.receipt_keys(s, p.state)) AS k
		WHERE p.account = parked_keys.account AND p.provider_id = parked_keys.provider_id);
END $$;
