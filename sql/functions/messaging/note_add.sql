-- note_add: a note that no customer sees, of who has the conversation, is asked in or leads it (RT-10).
-- Answers 'created' with the message; 'not_yours', 'conversation_closed', 'not_found'. Keys: conversation, command.
CREATE OR REPLACE FUNCTION messaging.note_add(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, conversation bigint, text text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.conversation;
	problem text;
	made record;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = note_add.tenant AND r.id = note_add.conversation
		AND NOT messaging.is_internal(r.kind) AND r.owner IS NULL;
	IF FOUND AND NOT ops.keys_held(ARRAY[messaging.key_of(tenant, conversation)]) THEN
		RETURN ops.moved(ARRAY[messaging.key_of(tenant, conversation)]);
	END IF;
	problem := CASE
		WHEN c.id IS NULL THEN 'not_found'
		WHEN routing.interaction_read_until(tenant, c.interaction, actor, actor_role) IS DISTINCT FROM 'infinity' THEN 'not_yours'
		WHEN c.state <> 'open' THEN 'conversation_closed' END;
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, NULL));
	END IF;
	made := messaging.append_to(tenant, conversation, 'system', actor, text, NULL, NULL, NULL, NULL);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'created', 5, tenant, made.message));
END $$;
