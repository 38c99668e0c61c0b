-- key: a lock key. The twin of common/base/key.c; the tests hold common vectors.
CREATE OR REPLACE FUNCTION ops.key(class text, tenant bigint, thing text)
RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
	RETURN ('x' || encode(substr(sha256(convert_to(class || ':' || tenant || ':' || thing, 'UTF8')), 1, 8), 'hex'))
		::bit(64)::bigint;
END $$;
