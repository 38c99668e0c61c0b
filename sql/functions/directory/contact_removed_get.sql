-- contact_removed_get: what was recorded of one's own contact when it was deleted, if it can still be restored: for ten minutes. No row: it can't. Internal.
CREATE OR REPLACE FUNCTION directory.contact_removed_get(tenant bigint, owner bigint, id bigint)
RETURNS SETOF directory.removed_contact
LANGUAGE sql STABLE
AS $$
	SELECT r.* FROM directory.removed_contact AS r WHERE r.tenant = $1 AND r.owner = $2 AND r.contact = $3 AND r.at > ops.clock() - directory.contact_removed_time()
$$;
