-- interaction_create_2: an integrator, or an administrator, begins an interaction (IN-3): with what a customer said elsewhere
-- (direction 'in'), or with a text that is sent to them ('out'). It waits in `queue` at once; without one what came in
-- goes by the channel's rules, and what went out is all there is: it ends, and a reply is a new interaction (SMS-15).
-- Where the customer has an open conversation on this channel, the text joins it and nothing else happens (SMS-5).
-- `reference`: what the integrator calls it. key: the API key that asks, null: a person does; it may read what becomes of it.
-- `confirm`: a text out may begin a conversation with another channel of the organisation; `confirm_blocked`: it may go to a blocked number.
-- Answers {"interaction": frame, "message": frame, "joined"}: 'created', or 'ok' where it joined; 'unknown_reference' and
-- 'invalid' with the field, 'own_channel' with which, 'number_blocked' with why, 'opted_out', 'quiet_hours', 'country_not_allowed', 'channel_cannot_send'.
-- Keys: conversation ("<channel>:<number>"), customer_number, command.
DROP FUNCTION IF EXISTS routing.interaction_create_2(bytea, bytea, bigint, bigint, text, bigint, text, bytea, bigint, text, text, text, integer, bigint, integer, text, bigint,
	boolean); -- it knew no blocked numbers
CREATE OR REPLACE FUNCTION routing.interaction_create_2(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, channel bigint, number text, number_hash bytea, customer bigint, direction text, text text,
	encoding text, segments integer, queue bigint, priority integer, reference text, key bigint, confirm boolean,
	confirm_blocked boolean DEFAULT true)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	unknown text;
	made record;
	i routing.interaction;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	unknown := CASE
		WHEN NOT EXISTS (SELECT FROM directory.v_channel AS c WHERE c.tenant = interaction_create_2.tenant
			AND c.id = interaction_create_2.channel AND c.medium = 'sms' AND NOT c.disabled) THEN 'channel_id'
		WHEN queue IS NOT NULL AND NOT EXISTS (SELECT FROM routing.queue AS q WHERE q.tenant = interaction_create_2.tenant
			AND q.id = interaction_create_2.queue AND q.medium = 'chat') THEN 'queue_id' END;
	IF unknown IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'unknown_reference', ops.wrong_field(unknown,
			CASE unknown WHEN 'queue_id' THEN 'There is no such queue of chats.' ELSE 'There is no such channel for texts, or it is disabled.' END)));
	END IF;
	IF direction = 'out' AND segments > 10 THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'invalid', ops.wrong_field('text',
			format('Takes %s segments: at most 10 can be sent as one text.', segments))));
	END IF;
	IF direction = 'out' AND routing.is_own_number(tenant, channel, number) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'invalid', ops.wrong_field('number', 'Is this channel''s own number.')));
	END IF;
	made := messaging.begin_by_key(tenant, channel, number, number_hash, customer, direction, text, encoding, segments, confirm, confirm_blocked);
	IF made.outcome <> 'ok' THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, made.outcome, CASE made.outcome
			WHEN 'invalid' THEN ops.wrong_field('customer_id', 'Has not this number.') ELSE routing.begin_refused(tenant, made.outcome, channel, number, number_hash) END));
	END IF;
	IF key IS NOT NULL THEN
		-- What was said before it came is not for it.
		INSERT INTO routing.interaction_writer (tenant, interaction, key, from_seq)
		VALUES (interaction_create_2.tenant, made.interaction, interaction_create_2.key, CASE WHEN made.opened THEN 1 ELSE made.seq END)
		ON CONFLICT DO NOTHING;
	END IF;
	IF made.opened THEN
		UPDATE routing.interaction AS r
		SET reference = interaction_create_2.reference, customer = COALESCE(interaction_create_2.customer, r.customer)
		WHERE r.tenant = interaction_create_2.tenant AND r.id = made.interaction
		RETURNING r.* INTO i;
		IF queue IS NOT NULL THEN
			i.state := 'waiting';
			i.queue := queue;
			i.priority := priority;
			i.skills := '[]';
			PERFORM routing.interaction_change(i);
			PERFORM routing.decision_store(tenant, i.id, 'place', NULL, NULL, queue, '{"words": "An integrator put it there."}');
		ELSIF direction = 'out' THEN
			PERFORM routing.interaction_close(i, 'sent');
		END IF;
	END IF;
	PERFORM ops.audit_add(tenant, NULLIF(actor, 0), actor_role, 'interaction_create', 3, made.interaction, jsonb_build_object(
		'channel', channel::text, 'queue', queue::text, 'direction', direction, 'message', made.message::text, 'joined', NOT made.opened));
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, CASE WHEN made.opened THEN 'created' ELSE 'ok' END,
		jsonb_build_object('interaction', ops.frame(3, tenant, made.interaction), 'message', ops.frame(5, tenant, made.message),
			'joined', NOT made.opened)));
END $$;
