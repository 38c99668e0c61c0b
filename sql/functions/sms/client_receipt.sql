-- client_receipt: a message came to an end, or to another one: the client that sent it is told, if it asked. Inserts only.
-- Internal, called by messaging.
CREATE OR REPLACE FUNCTION sms.client_receipt(tenant bigint, message bigint, conversation bigint, state text, code text)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz;
BEGIN
	IF state NOT IN ('delivered', 'undelivered', 'failed', 'expired', 'rejected', 'blocked', 'unknown', 'cancelled') OR NOT EXISTS (
		SELECT FROM sms.client_message AS m WHERE m.tenant = client_receipt.tenant AND m.message = client_receipt.message) THEN
		RETURN;
	END IF;
	clock := ops.clock();
	INSERT INTO sms.client_delivery (tenant, client, channel, number, submission, state, code, submitted_at, at, due_at, until)
	SELECT m.tenant, m.client, c.channel, c.number, m.id, client_receipt.state, client_receipt.code, m.at, clock,
		clock, clock + interval '72 hours'
	FROM sms.client_message AS m
	JOIN messaging.v_conversation AS c ON c.tenant = m.tenant AND c.id = client_receipt.conversation
	WHERE m.tenant = client_receipt.tenant AND m.message = client_receipt.message
		AND (m.receipt = 1 OR m.receipt = 2 AND client_receipt.state <> 'delivered')
	ORDER BY m.id;
END $$;
