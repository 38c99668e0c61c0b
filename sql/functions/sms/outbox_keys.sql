-- outbox_keys: the lock keys that what becomes of an outbox row needs: the message's, and, where it ends in a failure, the
-- conversation's, whose customer waits for an answer again (messaging.delivery_changes_answer) or is blocked.
CREATE OR REPLACE FUNCTION sms.outbox_keys(o sms.outbox, outcome text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY[ops.key('message', o.tenant, o.message::text)] || CASE WHEN outcome = 'opted_out'
		OR messaging.delivery_changes_answer(o.tenant, o.conversation, o.seq, o.message_at, outcome)
		THEN ARRAY[ops.key('conversation', o.tenant, o.channel || ':' || o.number)] ELSE '{}' END;
END $$;
