-- contact_removed: records one's own contact, which is about to be deleted, so that it can be restored. Internal; keys: contacts.
CREATE OR REPLACE FUNCTION directory.contact_removed(tenant bigint, owner bigint, id bigint)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
	WITH RECURSIVE merge AS (
		SELECT m.* FROM directory.merged_contact AS m WHERE m.tenant = $1 AND m.owner = $2 AND m.kept = $3
		UNION
		SELECT m.* FROM merge AS o JOIN directory.merged_contact AS m ON m.tenant = $1 AND m.owner = $2 AND m.kept = o.gone
	)
	INSERT INTO directory.removed_contact (tenant, owner, contact, at, state)
	VALUES ($1, $2, $3, ops.clock(), directory.contact_state($1, $2, $3) || jsonb_build_object(
		'favourite', COALESCE((SELECT jsonb_build_object('position', f.position, 'merge', f.merge) FROM directory.favourite AS f
			WHERE f.tenant = $1 AND f.owner = $2 AND f.kind = 'personal' AND f.ref = $3), '{}'),
		'marks', (SELECT COALESCE(jsonb_agg(d.id), '[]') FROM directory.marked($1, $2, $3) AS d),
		'merges', (SELECT COALESCE(jsonb_agg(to_jsonb(m) ORDER BY m.id), '[]') FROM merge AS m)))
	ON CONFLICT ON CONSTRAINT removed_contact_pkey DO UPDATE SET at = excluded.at, state = excluded.state
$$;
