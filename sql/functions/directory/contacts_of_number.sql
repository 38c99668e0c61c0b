-- contacts_of_number: which contacts have a number: everybody's and the viewer's own (CT-12). In whose directory they stand
-- makes no difference: a colleague's number is no stranger's. At most 20.
CREATE OR REPLACE FUNCTION directory.contacts_of_number(tenant bigint, viewer bigint, number text)
RETURNS TABLE (kind text, ref bigint)
LANGUAGE sql STABLE
AS $$
	SELECT t.kind, t.ref
	FROM (VALUES (1, 'user', 0::bigint), (2, 'service', 0), (3, 'external', 0), (4, 'personal', $2)) AS k (n, kind, owner)
	CROSS JOIN LATERAL (SELECT c.kind, c.ref FROM directory.contact_term AS c
		WHERE c.tenant = $1 AND c.kind = k.kind AND c.owner = k.owner AND c.rank = 0 AND c.term = $3 ORDER BY c.sort, c.ref LIMIT 20) AS t
	ORDER BY k.n LIMIT 20
$$;
