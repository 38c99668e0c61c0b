-- visitor_find: whose chat this token is; no row (id null): nobody's on this channel.
CREATE OR REPLACE FUNCTION messaging.visitor_find(tenant bigint, channel bigint, token_hash bytea)
RETURNS messaging.visitor
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	v messaging.visitor;
BEGIN
	SELECT * INTO v FROM messaging.visitor AS r
	WHERE r.token_hash = visitor_find.token_hash AND r.tenant = visitor_find.tenant AND r.channel = visitor_find.channel;
	RETURN v;
END $$;
