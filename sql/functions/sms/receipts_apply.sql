-- receipts_apply: the parked receipts of one carrier message, in the order they came; they
-- leave. Answers how many. Keys: provider, message; parked_keys.
CREATE OR REPLACE FUNCTION sms.receipts_apply(account bigint, provider_id text)
RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	s sms.sent;
	p sms.receipt_parked;
	applied integer := 0;
BEGIN
	SELECT * INTO s FROM sms.sent AS r
	WHERE r.account = receipts_apply.account AND r.provider_id = receipts_apply.provider_id;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	FOR p IN SELECT * FROM sms.receipt_parked AS r
		WHERE r.account = receipts_apply.account AND r.provider_id = receipts_apply.provider_id ORDER BY r.id
	LOOP
		PERFORM sms.receipt_deliver(s, p.state, p.reason, p.code);
		applied := applied + 1;
	END LOOP;
	DELETE FROM sms.receipt_parked AS r
	WHERE r.account = receipts_apply.account AND r.provider_id = receipts_apply.provider_id;
	RETURN applied;
END $$;
