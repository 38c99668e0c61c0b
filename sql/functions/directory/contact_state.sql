-- contact_state: what a merge records of a contact, personal, or (`owner` null) external:
-- {"item", "version", "book_version", "possible_duplicate_of", "books": [{"book", "uid", "said"}]}; null: no such contact. Internal.
CREATE OR REPLACE FUNCTION directory.contact_state(tenant bigint, owner bigint, id bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT to_jsonb(r) || jsonb_build_object('item', h.item, 'books', (
		SELECT COALESCE(jsonb_agg(jsonb_build_object('book', b.book, 'uid', b.uid, 'said', b.said) ORDER BY b.book, b.uid), '[]') FROM directory.book_person AS b
		WHERE b.tenant = $1 AND b.owner = $2 AND b.contact = $3))
	FROM (
		SELECT c.version, c.book_version, c.possible_duplicate_of FROM directory.personal_contact AS c WHERE c.tenant = $1 AND c.owner = $2 AND c.id = $3
		UNION ALL
		SELECT e.version, NULL, e.possible_duplicate_of FROM directory.external_contact AS e WHERE $2 IS NULL AND e.tenant = $1 AND e.id = $3) AS r
	CROSS JOIN (SELECT p.item FROM directory.people_held($1, $2) AS p WHERE p.id = $3) AS h
$$;
