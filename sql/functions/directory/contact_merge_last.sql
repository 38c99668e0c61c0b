-- contact_merge_last: the newest merge into a contact, if it can still be undone: for 30 days. No row: there is none.
CREATE OR REPLACE FUNCTION directory.contact_merge_last(tenant bigint, owner bigint, id bigint)
RETURNS SETOF directory.merged_contact
LANGUAGE sql STABLE
AS $$
	SELECT m.* FROM directory.merged_contact AS m
	WHERE m.tenant = $1 AND m.kept = $3 AND m.owner IS NOT DISTINCT FROM $2 AND m.at > ops.clock() - interval '30 days'
	ORDER BY m.id DESC LIMIT 1
$$;
