-- upload_read: a stored file's type, name and bytes (of `chunks` of its chunks, from one on), for who has a signed address of it (chatd
-- checks it). Read.
DROP FUNCTION IF EXISTS messaging.upload_read(bigint, bigint); -- it gave all at once
CREATE OR REPLACE FUNCTION messaging.upload_read(tenant bigint, id bigint, from_chunk bigint DEFAULT 0, chunks bigint DEFAULT 1000000)
RETURNS TABLE (type text, name text, bytes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT u.type, u.name, (SELECT string_agg(k.bytes, ''::bytea ORDER BY k.n) FROM messaging.file_chunk AS k
			WHERE k.tenant = u.tenant AND k.file = u.file
				AND k.n >= from_chunk AND k.n < from_chunk + chunks)
		FROM messaging.upload AS u WHERE u.tenant = upload_read.tenant AND u.id = upload_read.id AND u.state = 'stored';
END $$;
