-- room_create: a Work account makes a room and owns it. Answers 'created' with the conversation; 'invalid', 'no_rooms'. Keys: command.
CREATE OR REPLACE FUNCTION messaging.room_create(command bytea, fingerprint bytea, tenant bigint, account bigint, name text, topic text,
	public boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	id bigint := nextval('messaging.conversation_id');
	clock timestamptz := ops.clock();
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF messaging.verdict('room', messaging.side_of(account), 'room') <> 'ok' THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'no_rooms', NULL));
	ELSIF NOT messaging.name_valid(name) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'invalid', ops.wrong_field('name', 'Must be a name.')));
	END IF;
	INSERT INTO messaging.conversation (tenant, id, kind, channel, number, last_at, opened_at)
	VALUES (tenant, id, 'room', 0, 'room:' || id, clock, clock);
	INSERT INTO messaging.room (tenant, id, name, topic, public) VALUES (tenant, id, name, COALESCE(topic, ''), public);
	INSERT INTO messaging.party (tenant, conversation, account, role, joined_at) VALUES (tenant, id, account, 'owner', clock);
	PERFORM ops.emit(tenant, 4, id, 1);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer_thing(mark, 'created', 4, tenant, id));
END $$;
