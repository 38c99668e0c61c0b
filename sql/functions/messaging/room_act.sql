-- room_act: an account joins, leaves or archives a room, invites a Work user or removes one. Answers the conversation (after one
-- left: nothing); 'unchanged', 'not_found', 'not_room_owner', 'conversation_closed', 'too_many'. Keys: chat_keys, command.
CREATE OR REPLACE FUNCTION messaging.room_act(command bytea, fingerprint bytea, tenant bigint, account bigint, room bigint, act text,
	other bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	c messaging.conversation := messaging.chat_of(tenant, room);
	me messaging.party := messaging.party_of(tenant, room, account);
	problem text := messaging.room_problem(c, me, act, other);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	ELSIF problem IS NULL AND NOT ops.keys_held(messaging.chat_keys(tenant, c.number)) THEN
		RETURN ops.moved(messaging.chat_keys(tenant, c.number));
	ELSIF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, CASE problem WHEN 'unchanged' THEN ops.frame(4, tenant, room) END));
	END IF;
	UPDATE messaging.conversation AS r SET version = r.version + 1,
		state = CASE act WHEN 'archive' THEN 'closed' ELSE r.state END
	WHERE r.tenant = room_act.tenant AND r.id = room;
	IF act IN ('leave', 'remove') THEN
		PERFORM messaging.party_leave(c, CASE act WHEN 'leave' THEN account ELSE other END);
	ELSIF act IN ('join', 'invite') THEN
		INSERT INTO messaging.party AS p (tenant, conversation, account, role, joined_at)
		VALUES (tenant, room, CASE act WHEN 'join' THEN account ELSE other END, CASE act WHEN 'join' THEN 'member' ELSE 'invited' END, ops.clock())
		ON CONFLICT ON CONSTRAINT party_pkey DO UPDATE SET role = EXCLUDED.role, joined_at = EXCLUDED.joined_at, version = p.version + 1;
	END IF;
	PERFORM ops.emit(tenant, 4, room, c.version + 1);
	RETURN ops.command_store(tenant, command, fingerprint, CASE act WHEN 'leave' THEN ops.answer(mark, 'ok', NULL)
		ELSE ops.answer_thing(mark, 'ok', 4, tenant, room) END);
END $$;
