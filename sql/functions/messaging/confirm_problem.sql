-- confirm_problem: why a text to this conversation's number has to be confirmed first; null: it need not, or was. 'own_channel': it begins a
-- conversation with a channel of ours (`confirm`: all the same); 'number_blocked' (`confirm_blocked`: all the same). Read.
DROP FUNCTION IF EXISTS messaging.own_channel_problem(bigint, text, boolean); -- it knew no blocked numbers
CREATE OR REPLACE FUNCTION messaging.confirm_problem(c messaging.conversation, begins boolean, confirm boolean, confirm_blocked boolean)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN begins AND NOT confirm AND messaging.own_channel(c.tenant, c.number) IS NOT NULL THEN 'own_channel'
		WHEN NOT confirm_blocked AND sms.block_words(c.tenant, c.channel, c.number, c.number_hash) IS NOT NULL THEN 'number_blocked' END;
END $$;
