-- avatar_read: a colleague's image. No row: there is none. Read.
CREATE OR REPLACE FUNCTION messaging.avatar_read(tenant bigint, user_id bigint, size integer)
RETURNS TABLE (type text, bytes bytea, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT a.type, a.bytes, a.version FROM messaging.avatar AS a
		WHERE a.tenant = avatar_read.tenant AND a.user_id = avatar_read.user_id AND a.size = avatar_read.size;
END $$;
