-- raw_find: what is needed to take a kept call again. No row: there is none. Read.
CREATE OR REPLACE FUNCTION sms.raw_find(tenant bigint, id bigint)
RETURNS TABLE (state text, channel bigint, account bigint, said text, json boolean, ref text, raw bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT r.state::text, r.channel, r.account, r.said, r.json, r.ref, r.raw
	FROM sms.raw_get(tenant, id) AS r;
END $$;
