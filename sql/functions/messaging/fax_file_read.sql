-- fax_file_read: the n-th file of a fax, from 1. Called by sms. Read.
CREATE OR REPLACE FUNCTION messaging.fax_file_read(tenant bigint, fax bigint, n integer)
RETURNS TABLE (type text, bytes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT u.type, messaging.file_bytes(u.tenant, u.file) FROM messaging.upload AS u
	WHERE u.tenant = fax_file_read.tenant AND u.fax = fax_file_read.fax ORDER BY u.position OFFSET greatest(n - 1, 0) LIMIT 1;
END $$;
