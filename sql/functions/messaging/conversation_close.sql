-- conversation_close: closes a conversation, saves its transcript unchanged and links it to a
-- case: the given open case of that customer, else the conversation's earlier one, else that of what it is
-- linked to (SMS-11), else a new one (SMS-7). outcome 'ok', or 'case_closed', 'case_not_of_customer', 'case_not_found'
-- before anything changed. Internal, called by
-- routing. Keys: conversation.
DROP FUNCTION IF EXISTS messaging.conversation_close(bigint, bigint, bigint, bigint, bigint, text); -- it knew of no linked case
CREATE OR REPLACE FUNCTION messaging.conversation_close(tenant bigint, conversation bigint,
	interaction bigint, actor bigint, given_case bigint, case_title text, linked_case bigint DEFAULT NULL, OUT outcome text,
	OUT case_id bigint, OUT customer bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
	clock timestamptz;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(messaging.key_of(tenant, conversation));
	END IF;
	clock := ops.clock();
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = conversation_close.tenant AND r.id = conversation_close.conversation;
	case_id := COALESCE(given_case, c.case_id, linked_case);
	IF case_id IS NOT NULL THEN
		outcome := messaging.case_problem(case_id, c, actor);
		IF outcome IS NOT NULL AND given_case IS NOT NULL THEN
			RETURN;
		ELSIF outcome IS NOT NULL THEN
			case_id := NULL;
		END IF;
	END IF;
	IF case_id IS NULL THEN
		case_id := messaging.case_store(tenant, c.customer, c.number, case_title, actor, clock, c.kind);
	END IF;
	UPDATE messaging.conversation AS r
	SET state = 'closed', closed_at = greatest(clock, r.last_at), case_id = conversation_close.case_id,
		version = r.version + 1
	WHERE r.tenant = c.tenant AND r.id = c.id;
	PERFORM ops.emit(tenant, 4, conversation, c.version + 1);
	IF c.kind = 'chat' THEN
		UPDATE messaging.visitor AS v SET closed_at = greatest(clock, c.last_at), source_hash = NULL WHERE v.tenant = c.tenant AND v.conversation = c.id;
		PERFORM messaging.visitor_tell(tenant, conversation);
	END IF;
	PERFORM messaging.transcript_store(c, interaction, actor, case_id, greatest(clock, c.last_at));
	customer := c.customer;
	outcome := 'ok';
END $$;
