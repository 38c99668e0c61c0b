-- client_state: what became of a text that the client sent; no row: it never sent one of this id. Read.
CREATE OR REPLACE FUNCTION sms.client_state(tenant bigint, client bigint, id bigint)
RETURNS TABLE (state text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT v.delivery FROM sms.client_message AS m
	JOIN messaging.v_message AS v ON v.tenant = m.tenant AND v.id = m.message
	WHERE m.id = client_state.id AND m.tenant = client_state.tenant AND m.client = client_state.client
	UNION ALL SELECT 'queued' FROM sms.client_part AS p
	WHERE p.tenant = client_state.tenant AND p.client = client_state.client AND p.id = client_state.id LIMIT 1;
END $$;
