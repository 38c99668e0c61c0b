-- send: the assigned agent's text is stored as queued, with what has to happen in sms.outbox
-- (SMS-16, SMS-31). The same client_id again answers the first message, to its author and with the same content; else it is
-- 'client_id_reused'.
-- Visitors' ids begin with "v:" (visitor_said), so agents' do not.
-- Answers 'created' with the message; 'conversation_closed', 'opted_out', 'not_yours',
-- 'invalid' (1 to 1600 characters, at most 10 segments), 'number_blocked' with why (confirm_blocked: all the same), 'quiet_hours', 'country_not_allowed', 'channel_disabled', 'channel_cannot_send', 'not_found'.
-- html: to web chats alone ('plain_only' elsewhere).
-- In an internal conversation: what `say` does, as `account` (null: of an app that has none). Of a user's own number: their Work
-- account (CT-16).
-- Keys: conversation, command.
DROP FUNCTION IF EXISTS messaging.send(bytea, bytea, bigint, bigint, text, bigint, text, text, text, integer); -- it knew no accounts
DROP FUNCTION IF EXISTS messaging.send(bytea, bytea, bigint, bigint, text, bigint, text, text, text, integer, bigint, text); -- it knew no files
DROP FUNCTION IF EXISTS messaging.send(bytea, bytea, bigint, bigint, text, bigint, text, text, text, integer, bigint, text, bigint[], bigint[]); -- it knew no blocked numbers
CREATE OR REPLACE FUNCTION messaging.send(command bytea, fingerprint bytea, tenant bigint,
	actor bigint, actor_role text, conversation bigint, text text, client_id text, encoding text,
	segments integer, account bigint DEFAULT NULL, html text DEFAULT NULL, files bigint[] DEFAULT '{}',
	images bigint[] DEFAULT '{}', confirm_blocked boolean DEFAULT true)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.conversation;
	problem text;
	content CONSTANT bytea := messaging.content_hash(text, html, files, images);
	message bigint;
	reused text;
	replayed boolean;
	foreign_id CONSTANT boolean := COALESCE(client_id LIKE 'v:%', false);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = send.tenant AND r.id = send.conversation;
	IF messaging.is_internal(c.kind) AND account IS NOT NULL THEN
		RETURN messaging.say(command, fingerprint, mark, c, account, text, html, client_id, files, images);
	ELSIF messaging.is_internal(c.kind) OR COALESCE(account < 0, false) AND c.owner IS NULL OR c.owner IS NOT NULL AND account IS DISTINCT FROM -c.owner THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	END IF;
	IF c.id IS NOT NULL AND NOT ops.keys_held(ARRAY[messaging.key_of(tenant, conversation)]) THEN
		RETURN ops.moved(ARRAY[messaging.key_of(tenant, conversation)]);
	END IF;
	SELECT k.message, k.problem INTO message, reused FROM messaging.client_seen(tenant, conversation, actor, client_id, content) AS k;
	replayed := message IS NOT NULL;
	IF NOT replayed THEN
		problem := COALESCE(messaging.send_problem(c, actor, text), CASE WHEN foreign_id THEN 'invalid' END, reused, CASE WHEN html IS NOT NULL AND NOT messaging.formats(c) THEN 'plain_only'
			WHEN cardinality(files) > 0 THEN 'no_files' END, messaging.files_problem(tenant, COALESCE(account, actor), actor, NULL, '{}', images), CASE WHEN segments > 10 AND c.kind = 'sms' THEN 'invalid' END,
			CASE WHEN c.kind = 'sms' THEN messaging.confirm_problem(c, false, true, confirm_blocked) END);
		IF problem IS NULL THEN
			message := messaging.send_store(c, actor, text, client_id, encoding, segments);
			PERFORM messaging.client_add(tenant, conversation, NULL, client_id, content, message);
			IF html IS NOT NULL THEN
				PERFORM messaging.format_set(tenant, message, html, images);
			END IF;
		END IF;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, CASE WHEN problem IS NULL
		THEN ops.answer_replayed(ops.answer_thing(mark, 'created', 5, tenant, message), replayed) ELSE ops.answer(mark, problem, CASE WHEN problem = 'number_blocked' THEN jsonb_build_object('detail', sms.block_words(c.tenant, c.channel, c.number, c.number_hash))
			WHEN problem <> 'invalid' THEN messaging.said_wrong(problem)
			WHEN foreign_id THEN ops.wrong_field('client_id', 'Must not begin with "v:".')
			ELSE messaging.text_wrong(false, CASE WHEN c.kind = 'sms' THEN segments END) END) END);
END $$;
