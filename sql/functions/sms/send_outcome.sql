-- send_outcome: what an attempt to send comes to: one that would be tried again after its validity has expired (SMS-34).
CREATE OR REPLACE FUNCTION sms.send_outcome(o sms.outbox, given text, retry_ms bigint)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	RETURN CASE WHEN given = 'retry' AND ops.clock() + greatest(COALESCE(retry_ms, 0), 0) * interval '1 millisecond' >= o.valid_until
		THEN 'expired' ELSE given END;
END $$;
