-- book_refresh_find: with what a user's account is asked, and where that ends: for a disconnection. No row: it is not connected. Read.
CREATE OR REPLACE FUNCTION directory.book_refresh_find(tenant bigint, owner bigint, book bigint)
RETURNS TABLE (provider text, revoke_url text, refresh bytea)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT b.provider, b.revoke_url, a.refresh
	FROM directory.book_account AS a JOIN directory.address_book AS b ON b.tenant = a.tenant AND b.id = a.book
	WHERE a.tenant = $1 AND a.owner = $2 AND a.book = $3
$$;
