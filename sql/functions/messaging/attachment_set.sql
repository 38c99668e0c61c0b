-- attachment_set: what became of a file: stored (type and file), failed (reason), or wanted once more; the message has a
-- new version, which pages and integrators are told. False: it was erased. Internal, called by sms. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.attachment_set(tenant bigint, id bigint, state text, reason text, type text,
	file bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	a messaging.attachment;
	raised bigint;
	delivery text;
BEGIN
	UPDATE messaging.attachment AS r
	SET state = attachment_set.state, reason = attachment_set.reason, type = attachment_set.type, file = attachment_set.file
	WHERE r.tenant = attachment_set.tenant AND r.id = attachment_set.id
	RETURNING r.* INTO a;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(messaging.key_of(tenant, a.conversation));
	END IF;
	UPDATE messaging.message AS m SET version = m.version + 1
	WHERE m.tenant = a.tenant AND m.conversation = a.conversation AND m.seq = a.seq AND m.at = a.message_at
	RETURNING m.version, m.delivery INTO raised, delivery;
	PERFORM messaging.tell(messaging.owner_of(tenant, a.conversation), tenant, a.message, raised, 'message.attached',
		jsonb_strip_nulls(jsonb_build_object('delivery', delivery)));
	RETURN true;
END $$;
