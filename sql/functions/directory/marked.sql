-- marked: the contacts that are marked as possible duplicates of this one: one user's own, or (`owner` null) external ones. Internal.
CREATE OR REPLACE FUNCTION directory.marked(tenant bigint, owner bigint, of bigint)
RETURNS TABLE (id bigint)
LANGUAGE sql STABLE
AS $$
	SELECT c.id FROM directory.personal_contact AS c WHERE c.tenant = $1 AND c.owner = $2 AND c.possible_duplicate_of = $3
	UNION ALL
	SELECT e.id FROM directory.external_contact AS e WHERE $2 IS NULL AND e.tenant = $1 AND e.possible_duplicate_of = $3
$$;
