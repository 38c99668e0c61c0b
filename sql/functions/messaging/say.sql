-- say: what `send` does in an internal conversation: MS-5. What is repeated with its client_id answers the message, also when the agent chat has
-- ended since. Answers 'created' with the message; 'not_found', 'read_only',
-- 'conversation_closed', 'not_logged_in', 'plain_only', 'invalid', 'mode', 'receiver_logged_out', 'no_licence', 'no_rooms', 'client_id_reused', and those of
-- files_problem.
-- Keys: chat_keys, command.
DROP FUNCTION IF EXISTS messaging.say(bytea, bytea, bigint, messaging.conversation, bigint, text, text, text); -- it knew no files
CREATE OR REPLACE FUNCTION messaging.say(command bytea, fingerprint bytea, mark bigint, c messaging.conversation, account bigint,
	text text, html text, client_id text, files bigint[], images bigint[])
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	keys bigint[] := messaging.chat_keys(c.tenant, c.number);
	speaker messaging.party;
	other bigint;
	content CONSTANT bytea := messaging.content_hash(text, html, files, images);
	message bigint;
	reused text;
	verdict text;
	problem text;
	replayed boolean;
BEGIN
	IF NOT ops.keys_held(keys) THEN
		RETURN ops.moved(keys);
	END IF;
	speaker := messaging.party_of(c.tenant, c.id, account);
	SELECT k.message, k.problem INTO message, reused FROM messaging.client_seen(c.tenant, c.id, speaker.account, client_id, content) AS k;
	replayed := message IS NOT NULL;
	IF NOT replayed THEN
		other := (array_remove(messaging.pair_of(c.number), speaker.account))[1];
		verdict := messaging.may(c.tenant, speaker.account, other, 'write');
		problem := COALESCE(messaging.say_problem(c, account, speaker, other, verdict, text, html), reused,
			messaging.files_problem(c.tenant, account, speaker.account, other, files, images));
		IF problem IS NULL THEN
			message := messaging.said_store(c, speaker.account, text, html, client_id, verdict = 'work_only');
			PERFORM messaging.client_add(c.tenant, c.id, speaker.account, client_id, content, message);
			PERFORM messaging.files_attach(c.tenant, message, files, images);
		END IF;
	ELSIF c.kind <> 'agent' AND NOT messaging.chat_read_by(c, account) THEN
		problem := 'not_found';
	END IF;
	RETURN ops.command_store(c.tenant, command, fingerprint, CASE WHEN problem IS NULL
		THEN ops.answer_replayed(ops.answer_thing(mark, 'created', 5, c.tenant, message), replayed)
		ELSE ops.answer(mark, problem, messaging.said_refused(c.tenant, problem, other)) END);
END $$;
