-- set_delivery: a message's delivery state moves forward by the table messaging.delivery_step
-- (SMS-16, SMS-32). A person's text that fails has not answered its customer, who waits on. Answers whether it changed.
-- Internal, called by sms.
-- Keys: message (the message's id); conversation (delivery_changes_answer).
CREATE OR REPLACE FUNCTION messaging.set_delivery(tenant bigint, conversation bigint, seq bigint,
	message_at timestamptz, state text, reason text, code text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	changed record;
BEGIN
	UPDATE messaging.message AS m
	SET delivery = set_delivery.state, delivery_reason = set_delivery.reason, carrier_code = set_delivery.code,
		version = m.version + 1
	FROM messaging.delivery_step AS s
	JOIN messaging.delivery_state AS f ON f.state = s.former
	JOIN messaging.delivery_state AS n ON n.state = s.next
	WHERE m.tenant = set_delivery.tenant AND m.conversation = set_delivery.conversation
		AND m.seq = set_delivery.seq AND m.at = set_delivery.message_at
		AND s.former = m.delivery AND s.next = set_delivery.state
	RETURNING m.id, m.version, m.author IS NOT NULL AND f.failed <> n.failed AS answer INTO changed;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('message', tenant, changed.id::text));
	END IF;
	IF changed.answer THEN
		PERFORM messaging.unanswered_update(tenant, conversation);
	END IF;
	PERFORM sms.client_receipt(tenant, changed.id, conversation, state, code);
	PERFORM messaging.tell(messaging.owner_of(tenant, conversation), tenant, changed.id, changed.version, 'receipt.' || state);
	RETURN true;
END $$;
