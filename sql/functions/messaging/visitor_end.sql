-- visitor_end: a visitor says that their chat is over. One that nobody has accepted yet closes (customer_left); else only the agent ends
-- it (SMS-7), who sees it. Answers 'ok' with {"chat"}, again, too; 'not_found'. Keys: conversation, command; those of customer_left.
CREATE OR REPLACE FUNCTION messaging.visitor_end(command bytea, fingerprint bytea, tenant bigint, channel bigint, token_hash bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	v messaging.visitor := messaging.visitor_find(tenant, channel, token_hash);
	need bigint[];
	answer ops.answer;
BEGIN
	IF v.id IS NULL THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	need := ARRAY[messaging.key_of(tenant, v.conversation)];
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	IF v.ended_at IS NULL AND v.closed_at IS NULL THEN
		answer := messaging.visitor_gone(v);
		IF answer.outcome = 'moved' THEN
			RETURN answer;
		END IF;
		UPDATE messaging.visitor AS r SET ended_at = ops.clock() WHERE r.tenant = v.tenant AND r.id = v.id RETURNING r.* INTO v;
		IF answer.outcome <> 'ok' THEN -- an agent has it
			PERFORM messaging.append_to(v.tenant, v.conversation, 'system', NULL, 'The customer has ended the chat.', NULL, NULL, NULL, NULL);
			PERFORM messaging.visitor_changed(v);
		END IF;
		PERFORM messaging.visitor_tell(tenant, v.conversation);
	END IF;
	RETURN ops.answer(mark, 'ok', jsonb_build_object('chat', messaging.visitor_chat(v)));
END $$;
