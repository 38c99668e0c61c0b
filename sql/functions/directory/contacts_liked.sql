-- contacts_liked: one's favourites in one's own order, as far as one sees them now (CT-7).
CREATE OR REPLACE FUNCTION directory.contacts_liked(tenant bigint, viewer bigint, sides_ smallint, kinds text[], after text, limit_ integer)
RETURNS TABLE (kind text, ref bigint, cursor text)
LANGUAGE sql STABLE
AS $$
	SELECT v.kind, v.ref, to_jsonb(v.position)::text
	FROM directory.favourite AS v
	JOIN directory.contact_entry AS e ON e.tenant = v.tenant AND e.kind = v.kind AND e.ref = v.ref
	WHERE v.tenant = $1 AND v.owner = $2 AND v.kind = ANY ($4) AND e.sides & $3 <> 0 AND e.owner IN (0, $2)
		AND v.position > COALESCE($5::integer, 0)
	ORDER BY v.position LIMIT $6
$$;
