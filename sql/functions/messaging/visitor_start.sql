-- visitor_start: a customer begins a web chat (MS-9): the answers to the form are judged, the first message is appended, which opens the
-- conversation and lets the interaction arrive, in one commit. The token is the page's own: the same again answers the same chat.
-- `number`: what C calls the visitor, made of the token's hash. Answers 'created', or 'ok' again, with {"chat", "messages"}; 'invalid' with the
-- field; 'client_id_reused' (again, with another text); 'too_many_chats' (open ones of the channel, or of this source), 'not_found'.
-- Keys: conversation ("<channel>:<number>"), customer_number (of number, and of "mail:<address>"), command.
CREATE OR REPLACE FUNCTION messaging.visitor_start(command bytea, fingerprint bytea, tenant bigint, channel bigint, token_hash bytea,
	number text, source_hash bytea, form jsonb, page_url text, language text, client_id text, text text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	w directory.v_widget;
	v messaging.visitor := messaging.visitor_find(tenant, channel, token_hash);
	wrong jsonb;
	mail bigint;
	made record;
	content CONSTANT bytea := messaging.content_hash(text, NULL, NULL, NULL);
	reused text;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number));
	END IF;
	IF v.id IS NOT NULL THEN
		reused := (SELECT k.problem FROM messaging.client_seen(tenant, v.conversation, NULL, 'v:' || client_id, content) AS k);
		RETURN ops.answer_replayed(ops.answer(mark, COALESCE(reused, 'ok'), CASE WHEN reused IS NULL THEN messaging.visitor_shown(v, 0) ELSE messaging.said_wrong(reused) END), reused IS NULL);
	END IF;
	SELECT * INTO w FROM directory.v_widget AS r WHERE r.tenant = visitor_start.tenant AND r.channel = visitor_start.channel;
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	wrong := COALESCE(messaging.visitor_form_problem(w.form, COALESCE(form, '{}')), CASE WHEN length(text) > w.text_max THEN
		ops.wrong_field('text', format('Must be at most %s characters long.', w.text_max)) END);
	IF wrong IS NOT NULL THEN
		RETURN ops.answer(mark, 'invalid', wrong);
	ELSIF (SELECT count(*) FROM (SELECT FROM messaging.visitor AS o WHERE o.tenant = w.tenant AND o.channel = w.channel
			AND o.closed_at IS NULL LIMIT w.open_chats) AS few) >= w.open_chats
		OR (SELECT count(*) FROM (SELECT FROM messaging.visitor AS o WHERE o.tenant = w.tenant AND o.channel = w.channel
			AND o.source_hash = visitor_start.source_hash AND o.closed_at IS NULL LIMIT w.open_chats_source) AS few) >= w.open_chats_source THEN
		RETURN ops.answer(mark, 'too_many_chats', NULL);
	END IF;
	v.tenant := tenant;
	v.channel := channel;
	v.number := number;
	v.name := (SELECT NULLIF(left(btrim(form ->> 'name'), 200), ''));
	v.email := (SELECT lower(NULLIF(btrim(form ->> (f.value ->> 'name')), '')) FROM jsonb_array_elements(w.form) AS f
		WHERE f.value ->> 'type' = 'email' AND form ? (f.value ->> 'name') LIMIT 1);
	IF v.email IS NOT NULL THEN
		mail := ops.key('customer_number', tenant, 'mail:' || v.email);
		IF NOT ops.keys_held(ARRAY[mail]) THEN
			RETURN ops.moved(ARRAY[mail]);
		END IF;
	END IF;
	-- The visitor first: whoever looks at the new conversation finds them.
	v.id := nextval('messaging.visitor_id');
	INSERT INTO messaging.visitor (tenant, id, channel, number, token_hash, conversation, source_hash, name, email, form, page_url,
		language, started_at)
	VALUES (tenant, v.id, channel, number, token_hash, 0, source_hash, v.name, v.email,
		(SELECT COALESCE(jsonb_object_agg(e.key, btrim(e.value #>> '{}')), '{}') FROM jsonb_each(form) AS e
			WHERE btrim(e.value #>> '{}') <> ''), page_url, language, ops.clock());
	made := messaging.append(tenant, channel, number, text, NULL);
	UPDATE messaging.visitor AS r SET conversation = made.conversation WHERE r.tenant = visitor_start.tenant AND r.id = v.id
	RETURNING r.* INTO v;
	INSERT INTO messaging.visitor_seen (tenant, conversation, at) VALUES (tenant, made.conversation, ops.clock());
	PERFORM messaging.visitor_said(v, made.seq, made.message, made.message_at, client_id, content);
	RETURN ops.answer(mark, 'created', messaging.visitor_shown(v, 0));
END $$;
