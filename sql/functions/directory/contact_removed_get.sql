-- contact_removed_get: the record of one's own contact that was deleted, or no row once ten minutes have passed. Internal.
CREATE OR REPLACE FUNCTION directory.contact_removed_get(tenant bigint, owner bigint, id bigint)
RETURNS SETOF directory.removed_contact
LANGUAGE sql STABLE
AS $$
	SELECT r.* FROM directory.removed_contact AS r WHERE r.tenant = $1 AND r.owner = $2 AND r.contact = $3 AND r.at > ops.clock() - directory.contact_removed_time()
$$;
