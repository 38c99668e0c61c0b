-- book_find: an address book of a tenant, to log in there. No row: there is none, or it is disabled. Read.
CREATE OR REPLACE FUNCTION directory.book_find(tenant bigint, id bigint)
RETURNS TABLE (provider text, client_id text, client_secret bytea, box bigint, authorize_url text, token_url text, revoke_url text,
	api_url text, scopes text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT b.provider, b.client_id, b.client_secret, b.box, b.authorize_url, b.token_url, b.revoke_url, b.api_url, b.scopes
	FROM directory.address_book AS b WHERE b.tenant = $1 AND b.id = $2 AND NOT b.disabled
$$;
