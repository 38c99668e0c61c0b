-- room_update: the owner changes a room's name, topic, and whether it is public. Answers the conversation; 'not_found', 'not_room_owner',
-- 'conversation_closed', 'invalid'. Keys: chat_keys, command.
CREATE OR REPLACE FUNCTION messaging.room_update(command bytea, fingerprint bytea, tenant bigint, account bigint, room bigint, name text,
	topic text, public boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.conversation := messaging.chat_of(tenant, room);
	problem text := COALESCE(messaging.room_problem(c, messaging.party_of(tenant, room, account), 'update', NULL),
		CASE WHEN NOT messaging.name_valid(name) THEN 'invalid' END);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF problem IS NULL AND NOT ops.keys_held(messaging.chat_keys(tenant, c.number)) THEN
		RETURN ops.moved(messaging.chat_keys(tenant, c.number));
	ELSIF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem WHEN 'invalid' THEN
			ops.wrong_field('name', 'Must be a name.') END));
	END IF;
	UPDATE messaging.room AS r SET name = room_update.name, topic = COALESCE(room_update.topic, ''), public = room_update.public
	WHERE r.tenant = room_update.tenant AND r.id = room;
	UPDATE messaging.conversation AS r SET version = r.version + 1 WHERE r.tenant = room_update.tenant AND r.id = room;
	PERFORM ops.emit(tenant, 4, room, c.version + 1);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'ok', 4, tenant, room));
END $$;
