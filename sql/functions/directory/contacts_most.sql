-- contacts_most: how many contacts there may be: one user's own, or (`owner` null) external ones. Internal.
CREATE OR REPLACE FUNCTION directory.contacts_most(owner bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN $1 IS NULL THEN 200000 ELSE 20000 END::bigint
$$;
