-- client_hold: this gateway delivers to the client for the next 15 s, unless another one does. Keys: smpp_client.
CREATE OR REPLACE FUNCTION sms.client_hold(tenant bigint, client bigint, boot bigint, let_go boolean)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('smpp_client', tenant, client::text));
	END IF;
	clock := ops.clock();
	IF let_go THEN
		DELETE FROM sms.smpp_client_holder AS h WHERE h.tenant = client_hold.tenant AND h.client = client_hold.client AND h.boot = client_hold.boot;
		RETURN false;
	END IF;
	INSERT INTO sms.smpp_client_holder AS h (tenant, client, boot, until)
	SELECT c.tenant, c.id, client_hold.boot, clock + interval '15 seconds' FROM sms.smpp_client AS c
	WHERE c.tenant = client_hold.tenant AND c.id = client_hold.client
	ON CONFLICT ON CONSTRAINT smpp_client_holder_pkey DO UPDATE SET boot = EXCLUDED.boot, until = EXCLUDED.until
	WHERE h.boot = EXCLUDED.boot OR h.until <= clock;
	RETURN FOUND;
END $$;
