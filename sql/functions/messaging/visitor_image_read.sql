-- visitor_image_read: an image in a formatted message of a web chat, for who has an address signed for this chat that has not ended: type
-- and bytes (of `chunks` of its chunks, from one on). chat: what the address calls it. No row: there is none for them. Read.
DROP FUNCTION IF EXISTS messaging.visitor_image_read(bigint, bigint, text, bigint, bigint, text); -- it gave all at once
CREATE OR REPLACE FUNCTION messaging.visitor_image_read(tenant bigint, channel bigint, chat text, id bigint, until bigint, mark text,
	from_chunk bigint DEFAULT 0, chunks bigint DEFAULT 1000000)
RETURNS TABLE (type text, bytes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v messaging.visitor;
BEGIN
	SELECT * INTO v FROM messaging.visitor AS r WHERE r.tenant = visitor_image_read.tenant AND r.channel = visitor_image_read.channel
		AND r.number = 'web:' || chat;
	-- Hashes are compared: how long that takes tells nothing of the mark.
	IF v.id IS NULL OR until < extract(epoch FROM ops.clock())
		OR sha256(convert_to(mark, 'UTF8')) <> sha256(convert_to(messaging.visitor_image_mark(v.token_hash, id, until), 'UTF8')) THEN
		RETURN;
	END IF;
	RETURN QUERY SELECT u.type, string_agg(k.bytes, ''::bytea ORDER BY k.n)
		FROM messaging.upload AS u
		JOIN messaging.message AS m ON m.id = u.message AND m.tenant = u.tenant AND m.html IS NOT NULL
		JOIN messaging.file_chunk AS k ON k.tenant = u.tenant AND k.file = u.file AND k.n >= from_chunk AND k.n < from_chunk + chunks
		WHERE u.tenant = v.tenant AND u.id = visitor_image_read.id AND u.conversation = v.conversation AND u.purpose = 'inline_image'
			AND u.state = 'stored'
		GROUP BY u.type;
END $$;
