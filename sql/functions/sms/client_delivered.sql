-- client_delivered: the client has answered: it has it (again_ms null), or wants it later. Keys: smpp_client.
CREATE OR REPLACE FUNCTION sms.client_delivered(tenant bigint, client bigint, id bigint, again_ms bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('smpp_client', tenant, client::text));
	END IF;
	IF again_ms IS NULL THEN
		DELETE FROM sms.client_delivery AS d WHERE d.id = client_delivered.id AND d.tenant = client_delivered.tenant AND d.client = client_delivered.client;
	ELSE
		UPDATE sms.client_delivery AS d SET due_at = ops.clock() + again_ms * interval '1 millisecond'
		WHERE d.id = client_delivered.id AND d.tenant = client_delivered.tenant AND d.client = client_delivered.client;
	END IF;
	RETURN FOUND;
END $$;
