-- visitor_file_read: a stored file of a visitor's own chat: type and bytes (of `chunks` of its chunks, from one on). No row: there is none for
-- them. Read.
DROP FUNCTION IF EXISTS messaging.visitor_file_read(bigint, bigint, bytea, bigint); -- it gave all at once
CREATE OR REPLACE FUNCTION messaging.visitor_file_read(tenant bigint, channel bigint, token_hash bytea, id bigint,
	from_chunk bigint DEFAULT 0, chunks bigint DEFAULT 1000000)
RETURNS TABLE (type text, bytes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v messaging.visitor := messaging.visitor_find(tenant, channel, token_hash);
BEGIN
	RETURN QUERY SELECT a.type, string_agg(k.bytes, ''::bytea ORDER BY k.n)
		FROM messaging.attachment AS a
		JOIN messaging.message AS m ON m.id = a.message AND m.tenant = a.tenant AND m.direction <> 'system'
		JOIN messaging.file_chunk AS k ON k.tenant = a.tenant AND k.file = a.file AND k.n >= from_chunk AND k.n < from_chunk + chunks
		WHERE a.tenant = v.tenant AND a.id = visitor_file_read.id AND a.conversation = v.conversation AND a.state = 'stored'
		GROUP BY a.type;
END $$;
