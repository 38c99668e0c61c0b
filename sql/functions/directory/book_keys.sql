-- book_keys: which of a user's contacts has each of these keys (person_keys): {key: id}, the oldest where several have it.
CREATE OR REPLACE FUNCTION directory.book_keys(tenant bigint, owner bigint, keys text[])
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT COALESCE(jsonb_object_agg(f.key, f.id), '{}') FROM (
		SELECT k.key, min(h.id) AS id FROM directory.people_held($1, $2) AS h CROSS JOIN LATERAL directory.person_keys(h.item) AS k
		WHERE k.key = ANY ($3) GROUP BY k.key) AS f
$$;
