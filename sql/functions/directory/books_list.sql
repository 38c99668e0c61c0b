-- books_list: the address books that one may connect, or has connected, by name.
CREATE OR REPLACE FUNCTION directory.books_list(tenant bigint, owner bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('data', COALESCE(jsonb_agg(j.book ORDER BY j.book ->> 'name', j.id), '[]'), 'next_cursor', NULL)
	FROM (SELECT b.id, directory.book_json($1, $2, b.id) AS book FROM directory.address_book AS b WHERE b.tenant = $1) AS j
	WHERE j.book IS NOT NULL
$$;
