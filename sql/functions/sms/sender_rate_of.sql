-- sender_rate_of: how fast a sender may send, in thousandths of a segment a second: what is said of its type at this carrier and in the
-- country of its number, the closest row first (SMS-22). Null: the type is not known.
CREATE OR REPLACE FUNCTION sms.sender_rate_of(sender text, carrier text, number text)
RETURNS integer
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT r.rate_milli FROM sms.sender_rate AS r
		WHERE r.sender = $1 AND r.carrier IN ($2, '*') AND r.country IN (COALESCE(sms.country_of($3), '*'), '*')
		ORDER BY r.carrier = '*', r.country = '*' LIMIT 1);
END $$;
