-- attachments_add: files that came with a message, in their order; reasons: null for one that is to be fetched, else why
-- it can't be. Answers their ids. Internal, called by sms in the transaction that makes the message, whose event tells
-- of them. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.attachments_add(tenant bigint, conversation bigint, seq bigint, message bigint,
	message_at timestamptz, reasons text[])
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	ids bigint[];
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(messaging.key_of(tenant, conversation));
	END IF;
	WITH made AS (
		INSERT INTO messaging.attachment (tenant, conversation, seq, message, message_at, position, state, reason)
		SELECT attachments_add.tenant, attachments_add.conversation, attachments_add.seq, attachments_add.message,
			attachments_add.message_at, n.position, CASE WHEN n.reason IS NULL THEN 'wanted' ELSE 'failed' END, n.reason
		FROM unnest(reasons) WITH ORDINALITY AS n (reason, position)
		RETURNING id, position)
	SELECT array_agg(made.id ORDER BY made.position) INTO ids FROM made;
	UPDATE messaging.message AS m SET attachments = cardinality(reasons)
	WHERE m.tenant = attachments_add.tenant AND m.conversation = attachments_add.conversation
		AND m.seq = attachments_add.seq AND m.at = attachments_add.message_at;
	RETURN ids;
END $$;
