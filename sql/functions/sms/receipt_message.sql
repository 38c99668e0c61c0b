-- receipt_message: the message that a carrier's id or our own reference names; null: not known.
-- A reference must name a message of a channel of this account, or that was its until lately; and, as long as either is still to
-- be sent, the outbox row must be that message's.
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
		JOIN messaging.v_conversation AS c ON c.tenant = m.tenant AND c.id = m.conversation
		WHERE (EXISTS (SELECT FROM sms.channel_carrier AS k WHERE k.tenant = c.tenant AND k.channel = c.channel
				AND a.id IN (k.account, k.second_account))
				OR EXISTS (SELECT FROM sms.channel_former AS f WHERE f.tenant = c.tenant AND f.channel = c.channel AND f.account = a.id))
			AND a.id = receipt_message.account AND a.tenant = split_part(ref, '.', 1)::bigint
			AND m.id = split_part(ref, '.', 3)::bigint AND m.direction = 'out'
			AND NOT EXISTS (SELECT FROM sms.outbox AS o WHERE o.tenant = m.tenant AND o.message = m.id
				AND o.id <> split_part(ref, '.', 2)::bigint)
			AND NOT EXISTS (SELECT FROM sms.outbox AS o WHERE o.tenant = m.tenant AND o.message <> m.id
				AND o.id = split_part(ref, '.', 2)::bigint);
	END IF;
	RETURN s;
END $$;
