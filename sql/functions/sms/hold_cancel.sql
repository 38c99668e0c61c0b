-- hold_cancel: a text that waits for the end of quiet hours is never sent. False: it does not wait (any more). Internal, called by
-- messaging. Keys: message, conversation.
CREATE OR REPLACE FUNCTION sms.hold_cancel(tenant bigint, message bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	o sms.outbox;
BEGIN
	SELECT * INTO o FROM sms.outbox AS r
	WHERE r.tenant = hold_cancel.tenant AND r.message = hold_cancel.message AND r.held_until IS NOT NULL;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM sms.outbox_close(o, 'cancelled', NULL, NULL);
	RETURN true;
END $$;
