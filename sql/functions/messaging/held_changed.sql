-- held_changed: a held message waits until another moment: it has a new version. Internal, called by sms. Keys: message.
CREATE OR REPLACE FUNCTION messaging.held_changed(tenant bigint, conversation bigint, seq bigint, message_at timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	changed record;
BEGIN
	UPDATE messaging.message AS m SET version = m.version + 1
	WHERE m.tenant = held_changed.tenant AND m.conversation = held_changed.conversation AND m.seq = held_changed.seq
		AND m.at = held_changed.message_at
	RETURNING m.id, m.version INTO changed;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('message', tenant, changed.id::text));
	END IF;
	PERFORM messaging.tell(messaging.owner_of(tenant, conversation), tenant, changed.id, changed.version, 'receipt.held');
END $$;
