-- attachment_read: a stored file's type and bytes (of `chunks` of its chunks, from one on), for who may read its message. No row: there is
-- none for them. Read.
DROP FUNCTION IF EXISTS messaging.attachment_read(bigint, bigint, bigint, text); -- it gave all at once
CREATE OR REPLACE FUNCTION messaging.attachment_read(tenant bigint, id bigint, actor bigint, actor_role text,
	from_chunk bigint DEFAULT 0, chunks bigint DEFAULT 1000000)
RETURNS TABLE (type text, bytes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	a messaging.attachment;
BEGIN
	SELECT * INTO a FROM messaging.attachment AS r
	WHERE r.tenant = attachment_read.tenant AND r.id = attachment_read.id AND r.state = 'stored';
	IF FOUND AND messaging.attachment_read_by(a, actor, actor_role) THEN
		RETURN QUERY SELECT a.type, string_agg(k.bytes, ''::bytea ORDER BY k.n)
			FROM messaging.file_chunk AS k WHERE k.tenant = a.tenant AND k.file = a.file
				AND k.n >= from_chunk AND k.n < from_chunk + chunks;
	END IF;
END $$;
