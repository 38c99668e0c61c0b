-- text_replace: a late part fills its gap in a message that is shown already (SMS-8). False:
-- the conversation is closed, its transcript stays as it is. Internal, called by sms.
-- Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.text_replace(tenant bigint, conversation bigint, seq bigint,
	message_at timestamptz, text text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	changed record;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(messaging.key_of(tenant, conversation));
	END IF;
	IF NOT EXISTS (SELECT FROM messaging.conversation AS c WHERE c.tenant = text_replace.tenant
		AND c.id = text_replace.conversation AND c.state = 'open') THEN
		RETURN false;
	END IF;
	UPDATE messaging.message AS m SET text = text_replace.text, version = m.version + 1
	WHERE m.tenant = text_replace.tenant AND m.conversation = text_replace.conversation
		AND m.seq = text_replace.seq AND m.at = text_replace.message_at
	RETURNING m.id, m.version INTO changed;
	PERFORM messaging.tell(messaging.owner_of(tenant, conversation), tenant, changed.id, changed.version, 'message.completed');
	RETURN true;
END $$;
