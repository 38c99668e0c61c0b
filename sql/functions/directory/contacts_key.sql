-- contacts_key: the key under which contacts are written: of one user's own, or (`owner` null) of external ones. Internal.
CREATE OR REPLACE FUNCTION directory.contacts_key(tenant bigint, owner bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN $2 IS NULL THEN ops.key('config', $1, '') ELSE ops.key('contacts', $1, $2::text) END
$$;
