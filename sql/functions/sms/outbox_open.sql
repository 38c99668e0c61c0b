-- outbox_open: whether a text of these conversations still waits to be sent. Internal, called by messaging.
CREATE OR REPLACE FUNCTION sms.outbox_open(tenant bigint, conversations bigint[])
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM sms.outbox AS o WHERE o.tenant = outbox_open.tenant AND o.conversation = ANY (conversations));
END $$;
