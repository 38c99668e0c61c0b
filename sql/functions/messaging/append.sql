-- append: a customer's message joins the open conversation of (channel, number), or opens a new
-- one with a new interaction (SMS-5, SMS-7; rules 16, 18). Hot path: no jsonb.
-- A user's own number: the conversation is theirs, without interaction (CT-16).
-- agent: whose page shows it: who has the interaction, if anyone; a user's Work account. Internal, called by sms.
-- Keys: conversation ("<channel>:<number>"), customer_number.
CREATE OR REPLACE FUNCTION messaging.append(tenant bigint, channel bigint, number text, text text,
	number_hash bytea, OUT conversation bigint, OUT seq bigint, OUT message bigint,
	OUT message_at timestamptz, OUT opened boolean, OUT interaction bigint, OUT customer bigint,
	OUT agent bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	owner bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number),
			ops.key('customer_number', tenant, number));
	END IF;
	message_at := ops.clock();
	UPDATE messaging.conversation AS c
	SET last_seq = c.last_seq + 1, last_customer_seq = c.last_seq + 1,
		last_at = greatest(append.message_at, c.last_at + interval '1 microsecond'),
		last_customer_at = greatest(append.message_at, c.last_at + interval '1 microsecond'),
		unanswered_since = COALESCE(c.unanswered_since, greatest(append.message_at, c.last_at + interval '1 microsecond'))
	WHERE c.tenant = append.tenant AND c.channel = append.channel AND c.number = append.number AND c.state = 'open'
	RETURNING c.id, c.last_seq, c.last_at, c.interaction, c.customer, c.owner
	INTO conversation, seq, message_at, interaction, customer, owner;
	opened := conversation IS NULL;
	IF opened THEN
		message_at := ops.clock();
		seq := 1;
		conversation := nextval('messaging.conversation_id');
		owner := (SELECT k.user_id FROM directory.v_any_channel AS k WHERE k.tenant = append.tenant AND k.id = append.channel);
		IF owner IS NULL THEN
			customer := messaging.customer_of(tenant, number);
			interaction := routing.arrive(tenant, channel, conversation, customer, number);
		END IF;
		INSERT INTO messaging.conversation (tenant, id, kind, channel, number, number_hash, customer, last_seq,
			last_customer_seq, last_customer_at, last_at, interaction, opened_at, unanswered_since, owner)
		VALUES (tenant, conversation, CASE WHEN number LIKE 'web:%' THEN 'chat' ELSE 'sms' END, channel, number, number_hash,
			customer, 1, 1, message_at, message_at, interaction, message_at, message_at, owner);
		IF owner IS NOT NULL THEN
			PERFORM messaging.text_opened(tenant, conversation, owner, message_at);
		END IF;
	ELSIF owner IS NULL THEN
		SELECT i.agent INTO agent FROM routing.v_interaction AS i
		WHERE i.tenant = append.tenant AND i.id = append.interaction;
	END IF;
	message := nextval('messaging.message_id');
	INSERT INTO messaging.message (tenant, id, conversation, seq, at, direction, text)
	VALUES (tenant, message, conversation, seq, message_at, 'in', text);
	IF owner IS NULL THEN
		PERFORM ops.emit_public(tenant, 5, message, 1, 'message.received');
	ELSE
		agent := -owner;
		PERFORM ops.emit(tenant, 5, message, 1);
	END IF;
END $$;
