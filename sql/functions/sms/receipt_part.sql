-- receipt_part: what a receipt's state says of the whole message. Of one part it is the message's own state; of
-- several, the message is delivered when all are, and the first that fails decides; where one was lost on its way (an
-- empty id) the others bring nothing but a failure. Keys: message.
CREATE OR REPLACE FUNCTION sms.receipt_part(s sms.sent, state text)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	UPDATE sms.sent_part AS p SET state = receipt_part.state
	WHERE p.tenant = s.tenant AND p.message = s.message AND p.account = s.account AND p.provider_id = s.provider_id
		AND p.state <> 'delivered';
	IF state IN ('sent', 'delivered') AND EXISTS (SELECT FROM sms.sent_part AS p
		WHERE p.tenant = s.tenant AND p.message = s.message AND p.state = 'lost') THEN
		RETURN 'unknown';
	END IF;
	IF state = 'delivered' AND EXISTS (SELECT FROM sms.sent_part AS p
		WHERE p.tenant = s.tenant AND p.message = s.message AND p.state <> 'delivered') THEN
		RETURN 'sent';
	END IF;
	RETURN state;
END $$;
