-- client_deliveries: what is due to be delivered to a client by the gateway that holds it, the oldest first, but those that it has under
-- way. Of what customers wrote only what it may have now: it may have lost the channel since, or texts at all. A text that was
-- erased is empty, and a receipt none the worse for it. Read.
CREATE OR REPLACE FUNCTION sms.client_deliveries(tenant bigint, client bigint, boot bigint, but bigint[], limit_ integer)
RETURNS TABLE (id bigint, ours text, number text, submission bigint, state text, code text, submitted_at bigint, ended_at bigint, text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT d.id, COALESCE(k.number, ''), d.number, d.submission, d.state, d.code,
		EXTRACT(epoch FROM d.submitted_at)::bigint, EXTRACT(epoch FROM d.at)::bigint,
		COALESCE((SELECT m.text FROM messaging.v_message AS m WHERE m.tenant = d.tenant AND m.conversation = d.conversation
			AND m.seq = d.seq AND m.at = d.message_at), '')
	FROM sms.client_delivery AS d
	JOIN sms.smpp_client AS c ON c.tenant = d.tenant AND c.id = d.client
	LEFT JOIN sms.channel_carrier AS k ON k.tenant = d.tenant AND k.channel = d.channel
	WHERE d.tenant = client_deliveries.tenant AND d.client = client_deliveries.client AND d.due_at <= clock AND d.until > clock
		AND d.id <> ALL (but)
		AND (d.submission IS NOT NULL OR c.inbound AND d.channel = ANY (c.channel_ids))
		AND EXISTS (SELECT FROM sms.smpp_client_holder AS h WHERE h.tenant = d.tenant AND h.client = d.client
			AND h.boot = client_deliveries.boot AND h.until > clock)
	ORDER BY d.id LIMIT least(limit_, 100);
END $$;
