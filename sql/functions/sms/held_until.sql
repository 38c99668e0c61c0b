-- held_until: until when a text waits for the end of quiet hours; null: it does not. Internal, called by messaging.
CREATE OR REPLACE FUNCTION sms.held_until(tenant bigint, message bigint)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT o.held_until FROM sms.outbox AS o WHERE o.tenant = held_until.tenant AND o.message = held_until.message);
END $$;
