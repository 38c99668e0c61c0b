-- mark_duplicates: marks these contacts as possible duplicates of `of`; null: of none. Raises their version, because the API shows the mark (a mark
-- that goes because the other contact is deleted does not). A contact that only its address
-- book has written still counts as such. Internal.
CREATE OR REPLACE FUNCTION directory.mark_duplicates(tenant bigint, owner bigint, ids bigint[], of bigint)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
	UPDATE directory.personal_contact AS c SET possible_duplicate_of = $4, version = c.version + 1, book_version = c.book_version + (c.book_version = c.version)::integer
	WHERE c.tenant = $1 AND c.owner = $2 AND c.id = ANY ($3) AND c.possible_duplicate_of IS DISTINCT FROM $4;
	UPDATE directory.external_contact AS e SET possible_duplicate_of = $4, version = e.version + 1
	WHERE $2 IS NULL AND e.tenant = $1 AND e.id = ANY ($3) AND e.possible_duplicate_of IS DISTINCT FROM $4;
$$;
