-- visitor_image_mark: what signs the address of an image in a web chat: only who has this chat's token, and we, can make it. Keyed twice,
-- so that nothing can be added to what was signed. token_hash: the chat's; until: when the address ends, seconds since 1970.
CREATE OR REPLACE FUNCTION messaging.visitor_image_mark(token_hash bytea, image bigint, until bigint)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	RETURN encode(substr(sha256(token_hash || sha256(token_hash || convert_to('image:' || image || ':' || until, 'UTF8'))), 1, 16), 'hex');
END $$;
