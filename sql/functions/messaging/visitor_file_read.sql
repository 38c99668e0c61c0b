-- visitor_file_read: a stored file of a visitor's own chat: type and bytes. No row: there is none for them. Read.
CREATE OR REPLACE FUNCTION messaging.visitor_file_read(tenant bigint, channel bigint, token_hash bytea, id bigint)
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
		JOIN messaging.file_chunk AS k ON k.tenant = a.tenant AND k.file = a.file
		WHERE a.tenant = v.tenant AND a.id = visitor_file_read.id AND a.conversation = v.conversation AND a.state = 'stored'
		GROUP BY a.type;
END $$;
