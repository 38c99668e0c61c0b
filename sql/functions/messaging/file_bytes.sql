-- file_bytes: all bytes of a file. Called by voice and sms for files of their own. Read.
CREATE OR REPLACE FUNCTION messaging.file_bytes(tenant bigint, file bigint)
RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT string_agg(k.bytes, ''::bytea ORDER BY k.n) FROM messaging.file_chunk AS k
		WHERE k.tenant = file_bytes.tenant AND k.file = file_bytes.file);
END $$;
