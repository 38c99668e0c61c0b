-- visitor_send: a visitor writes in their open chat. Answers 'created' with the message; the same client_id and text again the first one, which is why no command is kept; 'client_id_reused'; 'chat_ended';
-- 'invalid'; 'not_found'. Who was taken for gone is back. Keys: conversation ("<channel>:<number>"), customer_number, command.
CREATE OR REPLACE FUNCTION messaging.visitor_send(command bytea, fingerprint bytea, tenant bigint, channel bigint, token_hash bytea,
	number text, client_id text, text text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	v messaging.visitor := messaging.visitor_find(tenant, channel, token_hash);
	m messaging.message;
	problem text;
	made record;
	again record;
	content CONSTANT bytea := messaging.content_hash(text, NULL, NULL, NULL);
	most integer;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number));
	END IF;
	SELECT * INTO again FROM messaging.client_seen(v.tenant, v.conversation, NULL, 'v:' || client_id, content);
	SELECT r.* INTO m FROM messaging.message AS r WHERE r.id = again.message AND r.tenant = v.tenant;
	IF m.id IS NULL THEN
		most := (SELECT w.text_max FROM directory.v_widget AS w WHERE w.tenant = v.tenant AND w.channel = v.channel);
		problem := CASE WHEN v.id IS NULL OR most IS NULL THEN 'not_found'
			WHEN v.ended_at IS NOT NULL OR v.closed_at IS NOT NULL THEN 'chat_ended'
			WHEN again.problem IS NOT NULL THEN again.problem
			WHEN length(text) > most THEN 'invalid' END;
		IF problem IS NULL THEN
			PERFORM messaging.visitor_returned(v);
			made := messaging.append(tenant, channel, v.number, text, NULL);
			PERFORM messaging.visitor_said(v, made.seq, made.message, made.message_at, client_id, content);
			PERFORM messaging.visitor_tell(tenant, v.conversation); -- their other tabs
			SELECT * INTO m FROM messaging.message AS r WHERE r.tenant = v.tenant AND r.conversation = v.conversation
				AND r.seq = made.seq AND r.at = made.message_at;
		END IF;
	END IF;
	RETURN ops.answer_replayed(ops.answer(mark, COALESCE(problem, 'created'), CASE WHEN problem IS NULL THEN messaging.visitor_message(m)
		WHEN problem = 'invalid' THEN ops.wrong_field('text', format('Must be at most %s characters long.', most))
		ELSE messaging.said_wrong(problem) END), again.message IS NOT NULL);
END $$;
