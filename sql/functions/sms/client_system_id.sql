-- client_system_id: what an SMPP client calls itself; its password's hash is made with it. Read.
CREATE OR REPLACE FUNCTION sms.client_system_id(tenant bigint, id bigint)
RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT c.system_id FROM sms.smpp_client AS c WHERE c.tenant = client_system_id.tenant AND c.id = client_system_id.id;
END $$;
