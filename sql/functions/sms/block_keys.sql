-- block_keys: the lock keys that a block by a carrier's receipt needs: the conversation's; of any other state none.
CREATE OR REPLACE FUNCTION sms.block_keys(s sms.sent, state text)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF state <> 'blocked' THEN
		RETURN '{}';
	END IF;
	RETURN ARRAY(SELECT ops.key('conversation', c.tenant, c.channel || ':' || c.number) FROM messaging.v_conversation AS c
		WHERE c.tenant = s.tenant AND c.id = s.conversation);
END $$;
