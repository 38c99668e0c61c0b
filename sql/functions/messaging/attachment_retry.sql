-- attachment_retry: a file that could not be fetched is to be fetched again; any other stays as it is. Answers the message.
-- Outcomes: ok, not_found (also who may not read the message). Keys: conversation, command.
CREATE OR REPLACE FUNCTION messaging.attachment_retry(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	a messaging.attachment;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO a FROM messaging.attachment AS r WHERE r.tenant = attachment_retry.tenant AND r.id = attachment_retry.id;
	IF FOUND AND NOT ops.keys_held(ARRAY[messaging.key_of(tenant, a.conversation)]) THEN
		RETURN ops.moved(ARRAY[messaging.key_of(tenant, a.conversation)]);
	END IF;
	IF a.id IS NULL OR NOT messaging.attachment_read_by(a, actor, actor_role) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	IF a.state = 'failed' AND sms.media_again(tenant, id) THEN
		PERFORM messaging.attachment_set(tenant, id, 'wanted', NULL, NULL, NULL);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 5, tenant, a.message));
END $$;
