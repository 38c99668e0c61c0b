-- receipt_keys: the lock keys that a receipt needs besides its own: the conversation's, where it blocks the customer, or makes a
-- person's text one that answered nobody, or that answered after all (messaging.delivery_changes_answer).
DROP FUNCTION IF EXISTS sms.block_keys(sms.sent, text); -- it knew blocks alone
CREATE OR REPLACE FUNCTION sms.receipt_keys(s sms.sent, state text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF state <> 'blocked' AND NOT messaging.delivery_changes_answer(s.tenant, s.conversation, s.seq, s.message_at, state) THEN
		RETURN '{}';
	END IF;
	RETURN array_remove(ARRAY[messaging.key_of(s.tenant, s.conversation)], NULL);
END $$;
