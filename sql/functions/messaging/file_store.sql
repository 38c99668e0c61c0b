-- file_store: the bytes of a file, once by content and tenant (rule 29). Answers its id. Internal, called by sms in the
-- transaction that shows it: no file is without who shows it. Keys: file (the hash in hexadecimal).
CREATE OR REPLACE FUNCTION messaging.file_store(tenant bigint, sha256 bytea, bytes bytea)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	chunk CONSTANT integer := 262144;
	made bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('file', tenant, encode(sha256, 'hex')));
	END IF;
	SELECT f.id INTO made FROM messaging.file AS f WHERE f.tenant = file_store.tenant AND f.sha256 = file_store.sha256;
	IF FOUND THEN
		RETURN made;
	END IF;
	INSERT INTO messaging.file (tenant, sha256, bytes, at) VALUES (tenant, sha256, length(bytes), ops.clock())
	RETURNING id INTO made;
	INSERT INTO messaging.file_chunk (tenant, file, n, bytes)
	SELECT file_store.tenant, made, n, substr(file_store.bytes, n * chunk + 1, chunk)
	FROM generate_series(0, (length(file_store.bytes) - 1) / chunk) AS n;
	RETURN made;
END $$;
