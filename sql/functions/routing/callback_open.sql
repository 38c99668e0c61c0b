-- callback_open: whether a customer of these conversations is still to be called back. Internal, called by messaging.
CREATE OR REPLACE FUNCTION routing.callback_open(tenant bigint, conversations bigint[])
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM routing.callback AS c
		WHERE c.tenant = callback_open.tenant AND c.conversation = ANY (conversations) AND c.state <> 'done');
END $$;
