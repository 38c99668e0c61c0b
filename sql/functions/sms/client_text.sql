-- client_text: a customer's text, just stored, is for the clients of its channel, too. Inserts only.
CREATE OR REPLACE FUNCTION sms.client_text(tenant bigint, channel bigint, number text, conversation bigint, seq bigint, message_at timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	INSERT INTO sms.client_delivery (tenant, client, channel, number, conversation, seq, message_at, at, due_at, until)
	SELECT c.tenant, c.id, client_text.channel, client_text.number, client_text.conversation, client_text.seq, client_text.message_at,
		client_text.message_at, client_text.message_at, client_text.message_at + interval '72 hours'
	FROM sms.smpp_client AS c
	WHERE c.tenant = client_text.tenant AND c.inbound AND NOT c.disabled AND client_text.channel = ANY (c.channel_ids);
END $$;
