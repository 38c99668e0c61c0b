-- book_due: accounts at address books whose round is due, at most limit_, and each_ of one book. Read.
DROP FUNCTION IF EXISTS directory.book_due(integer); -- it had no bound for one book
CREATE OR REPLACE FUNCTION directory.book_due(limit_ integer, each_ integer)
RETURNS TABLE (due_tenant bigint, due_owner bigint, due_book bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT d.tenant, d.owner, d.book FROM (
		SELECT a.*, row_number() OVER (PARTITION BY a.tenant, a.book ORDER BY a.due_at) AS place FROM directory.book_account AS a
		WHERE a.due_at <= at_now
			AND EXISTS (SELECT FROM directory.address_book AS b WHERE b.tenant = a.tenant AND b.id = a.book AND NOT b.disabled)
			AND EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = a.tenant AND u.id = a.owner AND NOT u.disabled)) AS d
	WHERE d.place <= each_ ORDER BY d.due_at LIMIT limit_;
END $$;
