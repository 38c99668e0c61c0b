-- append_closed: a text that makes no interaction (SMS-20, none open; SMS-24) is kept in a conversation
-- of its own that is closed at once; what a user has blocked (CT-12), in one conversation a number, which is kept apart.
-- `blocked`: true, or null: integrators are not told of it then. Internal, called by sms.
-- Keys: conversation ("<channel>:<number>"), customer_number.
DROP FUNCTION IF EXISTS messaging.append_closed(bigint, bigint, text, text, bytea); -- it could not mark
CREATE OR REPLACE FUNCTION messaging.append_closed(tenant bigint, channel bigint, number text,
	text text, number_hash bytea, blocked boolean, OUT conversation bigint, OUT seq bigint, OUT message bigint,
	OUT message_at timestamptz, OUT customer bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	owner bigint := (SELECT k.user_id FROM directory.v_any_channel AS k WHERE k.tenant = append_closed.tenant AND k.id = append_closed.channel);
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number));
	END IF;
	IF owner IS NOT NULL THEN
		SELECT b.conversation, b.seq, b.message, b.message_at INTO conversation, seq, message, message_at
		FROM messaging.append_blocked(tenant, channel, number, text, number_hash, owner) AS b;
		RETURN;
	END IF;
	message_at := ops.clock();
	seq := 1;
	conversation := nextval('messaging.conversation_id');
	customer := messaging.customer_of(tenant, number);
	INSERT INTO messaging.conversation (tenant, id, channel, number, number_hash, customer, state, last_seq,
		last_customer_seq, last_customer_at, last_at, opened_at, closed_at)
	VALUES (tenant, conversation, channel, number, number_hash, customer, 'closed', 1, 1, message_at, message_at,
		message_at, message_at);
	message := nextval('messaging.message_id');
	INSERT INTO messaging.message (tenant, id, conversation, seq, at, direction, text, blocked)
	VALUES (tenant, message, conversation, 1, message_at, 'in', text, blocked);
	IF blocked THEN
		INSERT INTO messaging.blocked_text (tenant, at, message, conversation) VALUES (tenant, message_at, message, conversation);
		PERFORM ops.emit(tenant, 5, message, 1);
	ELSE
		PERFORM ops.emit_public(tenant, 5, message, 1, 'message.received');
	END IF;
END $$;
