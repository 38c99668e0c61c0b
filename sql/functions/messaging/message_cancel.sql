-- message_cancel: a text that waits for the end of quiet hours is not sent (SMS-21), also after its conversation has ended. Its author may,
-- who has the interaction, an administrator who may read it, an API key that wrote into the interaction before; of a user's own number, their Work
-- account. Answers the message, also one that was cancelled before; 'not_found', 'not_yours', 'not_held'. Keys: message, conversation, command.
CREATE OR REPLACE FUNCTION messaging.message_cancel(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	key bigint, account bigint, message bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	m messaging.message;
	c messaging.conversation;
	keys bigint[];
	problem text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO m FROM messaging.message AS r WHERE r.id = message_cancel.message AND r.tenant = message_cancel.tenant AND r.direction = 'out';
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = message_cancel.tenant AND r.id = m.conversation;
	keys := ARRAY[ops.key('message', tenant, m.id::text), messaging.key_of(tenant, c.id)];
	problem := CASE
		WHEN m.id IS NULL OR messaging.is_hidden(c, account) OR NOT COALESCE(CASE
			WHEN key IS NOT NULL THEN m.seq >= routing.interaction_written(tenant, c.interaction, key)
			WHEN actor_role = 'administrator' AND c.owner IS NULL THEN m.author = actor OR messaging.read_until(c, actor, actor_role) >= m.at
			ELSE true END, false) THEN 'not_found'
		WHEN c.owner IS NULL AND m.author IS DISTINCT FROM actor AND actor_role NOT IN ('administrator', 'integrator')
			AND (SELECT i.agent FROM routing.v_interaction AS i WHERE i.tenant = c.tenant AND i.id = c.interaction) IS DISTINCT FROM actor
			THEN 'not_yours' END;
	IF problem IS NULL AND NOT ops.keys_held(keys) THEN
		RETURN ops.moved(keys);
	ELSIF problem IS NULL AND sms.hold_cancel(tenant, m.id) THEN
		PERFORM ops.audit_add(tenant, NULLIF(actor, 0), actor_role, 'message_cancel', 5, m.id, jsonb_strip_nulls(jsonb_build_object('conversation', m.conversation::text, 'key', key::text)));
	ELSIF problem IS NULL AND m.delivery IS DISTINCT FROM 'cancelled' THEN
		problem := 'not_held';
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, CASE WHEN problem IS NULL THEN ops.answer_thing(mark, 'ok', 5, tenant, m.id)
		ELSE ops.answer(mark, problem, NULL) END);
END $$;
