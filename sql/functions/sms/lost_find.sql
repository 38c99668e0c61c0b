-- lost_find: the text whose send was lost, to the number that a receipt is of, with the words that it repeats: the oldest, for of
-- equal ones nobody could tell which. Null: none, or the receipt repeats no words: a number alone proves nothing.
CREATE OR REPLACE FUNCTION sms.lost_find(account bigint, provider_id text, number_hash bytea, said bytea, said_n integer)
RETURNS sms.sent
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	s sms.sent;
BEGIN
	SELECT l.account, lost_find.provider_id, l.tenant, l.message, l.conversation, l.seq, l.message_at, l.message_at INTO s
	FROM sms.send_lost AS l
	JOIN messaging.v_message AS m ON m.tenant = l.tenant AND m.conversation = l.conversation AND m.seq = l.seq AND m.at = l.message_at
	WHERE l.account = lost_find.account AND l.number_hash = lost_find.number_hash
		AND sms.said_fits(m.text, l.segments, lost_find.provider_id, lost_find.said, lost_find.said_n)
	ORDER BY l.at, l.message LIMIT 1;
	RETURN s;
END $$;
