-- contacts_listed: the contacts that somebody sees, by name.
CREATE OR REPLACE FUNCTION directory.contacts_listed(tenant bigint, viewer bigint, sides_ smallint, kinds text[], after text, limit_ integer)
RETURNS TABLE (kind text, ref bigint, cursor text)
LANGUAGE sql STABLE
AS $$
	SELECT f.kind, f.ref, jsonb_build_array(f.sort, f.kind, f.ref::text)::text
	FROM unnest(kinds) AS k (kind)
	CROSS JOIN LATERAL (
		SELECT e.kind, e.sort, e.ref FROM directory.contact_entry AS e
		WHERE e.tenant = $1 AND e.kind = k.kind AND e.owner = CASE k.kind WHEN 'personal' THEN $2 ELSE 0 END AND e.sides & $3 <> 0
			AND e.sort >= COALESCE($5::jsonb ->> 0, '')
			AND ($5 IS NULL OR (e.sort, e.kind, e.ref) > ($5::jsonb ->> 0, $5::jsonb ->> 1, ($5::jsonb ->> 2)::bigint))
		ORDER BY e.sort, e.ref LIMIT $6
	) AS f
	ORDER BY f.sort, f.kind, f.ref LIMIT $6
$$;
