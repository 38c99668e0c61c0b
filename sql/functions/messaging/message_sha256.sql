-- message_sha256: the salted hash of a message that its transcript keeps (rule 31), hex.
CREATE OR REPLACE FUNCTION messaging.message_sha256(m messaging.message)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN encode(sha256(uuid_send(m.salt) || convert_to(concat_ws(E'\n', m.seq, m.direction,
		COALESCE(m.author, 0), routing.micros(m.at), m.text, m.html), 'UTF8')), 'hex');
END $$;
