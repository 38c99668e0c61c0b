-- client_find: who binds by this system_id and password; no row: nobody may. waiting: what waits to be sent by its channels, to
-- be delivered to it, or for its other parts, each counted to most. Read.
CREATE OR REPLACE FUNCTION sms.client_find(system_id text, password_hash bytea, most integer)
RETURNS TABLE (tenant bigint, client bigint, channel_ids bigint[], bind_kinds text[], binds integer, submit_window integer,
	rate_per_s integer, waiting bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT c.tenant, c.id, c.channel_ids, c.bind_kinds, c.binds, c.submit_window, c.rate_per_s,
		greatest((SELECT count(*) FROM (SELECT FROM sms.client_delivery AS d WHERE d.tenant = c.tenant AND d.client = c.id LIMIT most) AS few),
			(SELECT count(*) FROM (SELECT FROM sms.client_part AS p WHERE p.tenant = c.tenant AND p.client = c.id LIMIT most) AS few),
			(SELECT count(*) FROM (SELECT FROM sms.outbox AS o WHERE o.tenant = c.tenant AND o.channel = ANY (c.channel_ids) LIMIT most) AS few))
	FROM sms.smpp_client AS c
	WHERE c.system_id = client_find.system_id AND c.password_hash = client_find.password_hash AND NOT c.disabled;
END $$;
