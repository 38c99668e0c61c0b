-- start: an account starts a 1:1 with another, with the first text; or writes in the one that they have. What is repeated with its client_id after the
-- chat has ended answers that chat. MS-5.
-- Answers 'created' with the conversation and, as `message`, the message; 'not_found' (no such account), 'chat_with_self', 'invalid', and
-- what `say` answers, 'not_in_roster'.
-- Keys: chat_keys, command.
DROP FUNCTION IF EXISTS messaging.start(bytea, bytea, bigint, bigint, bigint, text, text, text); -- it knew no files
CREATE OR REPLACE FUNCTION messaging.start(command bytea, fingerprint bytea, tenant bigint, account bigint, other bigint, text text,
	html text, client_id text, files bigint[] DEFAULT '{}', images bigint[] DEFAULT '{}')
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	keys bigint[] := messaging.chat_keys(tenant, messaging.pair_key(account, other));
	c messaging.conversation;
	speaker messaging.party;
	content CONSTANT bytea := messaging.content_hash(text, html, files, images);
	message bigint;
	ended bigint;
	reused text;
	verdict text;
	problem text;
	replayed boolean;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF account IS NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'no_licence', NULL));
	ELSIF abs(account) = abs(other) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'chat_with_self', messaging.said_wrong('chat_with_self')));
	ELSIF NOT ops.keys_held(keys) THEN
		RETURN ops.moved(keys);
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = start.tenant AND r.channel = 0
		AND r.number = messaging.pair_key(account, other) AND r.state = 'open';
	IF c.id IS NOT NULL AND NOT messaging.is_current(c) THEN -- ended by a logout
		PERFORM messaging.chat_close(c);
		c := NULL;
	END IF;
	SELECT k.message, k.problem INTO message, reused FROM messaging.client_seen(tenant, c.id, account, client_id, content) AS k;
	IF message IS NULL AND reused IS NULL AND client_id IS NOT NULL AND account > 0 AND other > 0 THEN
		SELECT k.message, k.conversation INTO message, ended FROM messaging.client_ended(tenant, account, other, client_id, content) AS k;
	END IF;
	replayed := message IS NOT NULL;
	IF NOT replayed THEN
		verdict := messaging.may(tenant, account, other, CASE WHEN c.id IS NULL THEN 'start' ELSE 'write' END);
		problem := COALESCE(messaging.start_problem(tenant, account, other, verdict, text, html), reused,
			messaging.files_problem(tenant, account, account, other, files, images));
		IF problem IS NULL THEN
			IF c.id IS NULL THEN
				c := messaging.chat_open(tenant, account, other);
			END IF;
			message := messaging.said_store(c, account, text, html, client_id, verdict = 'work_only');
			PERFORM messaging.client_add(tenant, c.id, account, client_id, content, message);
			PERFORM messaging.files_attach(tenant, message, files, images);
		END IF;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_replayed(ops.answer(mark, COALESCE(problem, 'created'), CASE WHEN problem IS NULL
		THEN ops.frame(4, tenant, COALESCE(ended, c.id)) || jsonb_build_object('message', ops.frame(5, tenant, message))
		ELSE messaging.said_refused(tenant, problem, other) END), replayed AND problem IS NULL));
END $$;
