-- visitor_file: a visitor sends a file: a message of its own without text, with the stored file, in one commit. Answers 'created' with the
-- message, the same client_id and file again the first one; 'client_id_reused'; 'chat_ended', 'too_many_files' (today), 'not_found'.
-- Keys: conversation ("<channel>:<number>"), customer_number, file (the hash in hexadecimal), command.
CREATE OR REPLACE FUNCTION messaging.visitor_file(command bytea, fingerprint bytea, tenant bigint, channel bigint, token_hash bytea,
	number text, client_id text, type text, sha256 bytea, bytes bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	v messaging.visitor := messaging.visitor_find(tenant, channel, token_hash);
	w directory.v_widget;
	m messaging.message;
	problem text;
	made record;
	again record;
	ids bigint[];
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number));
	END IF;
	SELECT * INTO again FROM messaging.client_seen(v.tenant, v.conversation, NULL, 'v:' || client_id, sha256);
	SELECT r.* INTO m FROM messaging.message AS r WHERE r.id = again.message AND r.tenant = v.tenant;
	IF m.id IS NULL THEN
		SELECT * INTO w FROM directory.v_widget AS r WHERE r.tenant = v.tenant AND r.channel = v.channel;
		problem := CASE WHEN w.id IS NULL THEN 'not_found' WHEN v.ended_at IS NOT NULL OR v.closed_at IS NOT NULL THEN 'chat_ended' WHEN again.problem IS NOT NULL THEN again.problem
			WHEN NOT messaging.visitor_bytes_take(v, length(bytes), w.files_day_mib::bigint * 1048576) THEN 'too_many_files' END;
		IF problem IS NULL THEN
			PERFORM messaging.visitor_returned(v);
			made := messaging.append(tenant, channel, v.number, '', NULL);
			PERFORM messaging.visitor_said(v, made.seq, made.message, made.message_at, client_id, sha256);
			ids := messaging.attachments_add(tenant, v.conversation, made.seq, made.message, made.message_at, ARRAY[NULL]::text[]);
			PERFORM messaging.attachment_set(tenant, ids[1], 'stored', NULL, type, messaging.file_store(tenant, sha256, bytes));
			PERFORM messaging.visitor_tell(tenant, v.conversation);
			SELECT * INTO m FROM messaging.message AS r WHERE r.tenant = v.tenant AND r.conversation = v.conversation
				AND r.seq = made.seq AND r.at = made.message_at;
		END IF;
	END IF;
	RETURN ops.answer_replayed(ops.answer(mark, COALESCE(problem, 'created'), CASE WHEN problem IS NULL THEN messaging.visitor_message(m) ELSE messaging.said_wrong(problem) END), again.message IS NOT NULL);
END $$;
