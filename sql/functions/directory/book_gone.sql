-- book_gone: a book has deleted these. A contact goes with the last book that had it, if nobody has changed it here and nothing else
-- brought it; else it stays as its owner's own. Returns [{"action": "removed" or "kept", "name", "id", "problem"}].
CREATE OR REPLACE FUNCTION directory.book_gone(tenant bigint, owner bigint, book bigint, uids text[])
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	told jsonb;
	going bigint[];
BEGIN
	WITH dropped AS (
		DELETE FROM directory.book_person AS p WHERE p.tenant = book_gone.tenant AND p.owner = book_gone.owner AND p.book = book_gone.book
			AND p.uid = ANY (uids) RETURNING p.uid, p.contact)
	SELECT array_agg(DISTINCT d.contact) INTO going FROM dropped AS d WHERE d.contact IS NOT NULL;
	SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('action', CASE WHEN j.problem IS NULL THEN 'removed' ELSE 'kept' END, 'name', j.name,
			'id', CASE WHEN j.problem IS NOT NULL THEN j.id::text END, 'problem', j.problem)) ORDER BY j.name, j.id),
		array_agg(j.id) FILTER (WHERE j.problem IS NULL)
	INTO told, going FROM (
		SELECT c.id, c.name, CASE
			WHEN EXISTS (SELECT FROM directory.book_person AS p WHERE p.tenant = c.tenant AND p.contact = c.id) THEN 'An address book still has it.'
			WHEN c.book_version IS NULL THEN 'It was here before it came from the address book.'
			WHEN c.book_version <> c.version THEN 'It was changed here.' END AS problem
		FROM directory.personal_contact AS c WHERE c.tenant = book_gone.tenant AND c.owner = book_gone.owner AND c.id = ANY (going)) AS j;
	DELETE FROM directory.personal_contact AS c WHERE c.tenant = book_gone.tenant AND c.owner = book_gone.owner AND c.id = ANY (going);
	RETURN COALESCE(told, '[]');
END $$;
