-- message_change: the author changes a message's text, or deletes it (text null), within 24 h, where the matrix lets them (MS-5). What
-- stood there is kept in message_former, who did it in the audit log. Answers the message; 'not_found', 'not_author', 'not_here',
-- 'too_late', 'conversation_closed', 'invalid'. Keys: chat_keys, command.
CREATE OR REPLACE FUNCTION messaging.message_change(command bytea, fingerprint bytea, tenant bigint, account bigint, message bigint, text text,
	deletes boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	clock timestamptz := ops.clock();
	m messaging.message;
	c messaging.conversation;
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO m FROM messaging.message AS r WHERE r.id = message_change.message AND r.tenant = message_change.tenant AND r.direction = 'said';
	c := messaging.chat_of(tenant, m.conversation);
	problem := messaging.change_problem(m, c, account, clock, text, deletes);
	IF problem IS NULL AND NOT ops.keys_held(messaging.chat_keys(tenant, c.number)) THEN
		RETURN ops.moved(messaging.chat_keys(tenant, c.number));
	ELSIF problem IS NULL THEN
		INSERT INTO messaging.message_former (tenant, message, version, conversation, text, until)
		VALUES (tenant, m.id, m.version, m.conversation, m.text, clock);
		UPDATE messaging.message AS r
		SET text = CASE WHEN deletes THEN '' ELSE message_change.text END, edited_at = CASE WHEN deletes THEN r.edited_at ELSE clock END,
			deleted_at = CASE WHEN deletes THEN clock END, attachments = CASE WHEN deletes THEN NULL ELSE r.attachments END,
			files = CASE WHEN deletes THEN NULL ELSE r.files END, version = r.version + 1
		WHERE r.tenant = m.tenant AND r.conversation = m.conversation AND r.seq = m.seq AND r.at = m.at;
		PERFORM ops.emit(tenant, 5, m.id, m.version + 1);
		PERFORM ops.audit_add(tenant, abs(account), 'work', CASE WHEN deletes THEN 'message_delete' ELSE 'message_edit' END, 5, m.id,
			jsonb_build_object('conversation', m.conversation::text, 'version', m.version::text));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, CASE WHEN problem IS NULL OR problem = 'unchanged'
		THEN ops.answer_thing(mark, COALESCE(problem, 'ok'), 5, tenant, m.id) ELSE ops.answer(mark, problem, messaging.said_wrong(problem)) END);
END $$;
