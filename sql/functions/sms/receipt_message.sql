-- receipt_message: the message that a carrier's id or our own reference names; null: not known.
-- A reference must name a message that this account's tenant has sent.
CREATE OR REPLACE FUNCTION sms.receipt_message(account bigint, provider_id text, ref text)
RETURNS sms.sent
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	s sms.sent;
BEGIN
	SELECT * INTO s FROM sms.sent AS r
	WHERE r.account = receipt_message.account AND r.provider_id = receipt_message.provider_id;
	IF NOT FOUND AND ref ~ '^[0-9]{1,18}\.[0-9]{1,18}\.[0-9]{1,18}$' THEN
		SELECT a.id, receipt_message.provider_id, m.tenant, m.id, m.conversation, m.seq, m.at, m.at INTO s
		FROM sms.account AS a
		JOIN messaging.v_message AS m ON m.tenant = a.tenant
		WHERE a.id = receipt_message.account AND a.tenant = split_part(ref, '.', 1)::bigint
			AND m.id = split_part(ref, '.', 3)::bigint AND m.direction = 'out';
	END IF;
	RETURN s;
END $$;
