-- text_start_2: a Work user texts somebody from their own number (CT-16): in the conversation that they have, or a new one. `channel`:
-- as the caller knows it. client_id: sent twice, stored once. `confirm`: also to the number of a channel of the organisation;
-- `confirm_blocked`: also to one that they have blocked.
-- Answers 'created' with the conversation and, as `message`, the message; 'no_text_number' (there is none to text from), 'invalid',
-- 'client_id_reused', 'own_channel' with which, 'number_blocked', 'opted_out', 'quiet_hours', 'country_not_allowed', 'channel_cannot_send'.
-- Keys: conversation ("<channel>:<number>"), command.
DROP FUNCTION IF EXISTS messaging.text_start_2(bytea, bytea, bigint, bigint, text, bytea, text, text, text, integer, boolean); -- it knew no blocked numbers
CREATE OR REPLACE FUNCTION messaging.text_start_2(command bytea, fingerprint bytea, tenant bigint, user_id bigint, number text,
	number_hash bytea, text text, client_id text, encoding text, segments integer, confirm boolean, confirm_blocked boolean DEFAULT true)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	own record;
	c messaging.conversation;
	content CONSTANT bytea := messaging.content_hash(text, NULL, NULL, NULL);
	message bigint;
	reused text;
	problem text;
	replayed boolean;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT k.id, k.number INTO own FROM directory.v_any_channel AS k
	WHERE k.tenant = text_start_2.tenant AND k.user_id = text_start_2.user_id AND k.number IS NOT NULL AND NOT k.disabled;
	IF own.id IS NOT NULL AND NOT ops.keys_held(ARRAY[ops.key('conversation', tenant, own.id || ':' || number)]) THEN
		RETURN ops.moved(ARRAY[ops.key('conversation', tenant, own.id || ':' || number)]);
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = text_start_2.tenant AND r.channel = own.id
		AND r.number = text_start_2.number AND r.state = 'open';
	SELECT k.message, k.problem INTO message, reused FROM messaging.client_seen(tenant, c.id, user_id, client_id, content) AS k;
	replayed := message IS NOT NULL;
	IF NOT replayed THEN
		IF c.id IS NULL THEN
			c := messaging.text_made(tenant, own.id, user_id, number, number_hash);
		END IF;
		problem := CASE WHEN own.id IS NULL THEN 'no_text_number' WHEN number = own.number OR segments > 10 THEN 'invalid'
			ELSE COALESCE(reused, messaging.send_problem(c, user_id, text),
				messaging.confirm_problem(c, c.last_at = '-infinity', confirm, confirm_blocked)) END;
		IF problem IS NULL THEN
			IF c.last_at = '-infinity' THEN
				c := messaging.text_store(c);
			END IF;
			message := messaging.send_store(c, user_id, text, client_id, encoding, segments);
			PERFORM messaging.client_add(tenant, c.id, NULL, client_id, content, message);
		END IF;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_replayed(ops.answer(mark, COALESCE(problem, 'created'), CASE WHEN problem IS NULL
		THEN ops.frame(4, tenant, c.id) || jsonb_build_object('message', ops.frame(5, tenant, message))
		WHEN problem = 'invalid' THEN messaging.text_wrong(number = own.number, segments)
		WHEN problem = 'client_id_reused' THEN messaging.said_wrong(problem)
		ELSE routing.begin_refused(tenant, problem, own.id, number, number_hash) END), replayed AND problem IS NULL));
END $$;
