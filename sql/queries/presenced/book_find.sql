-- book_find: an address book of a tenant, to log in there.
-- flags: read
SELECT provider, client_id, client_secret, box, authorize_url, token_url, revoke_url, api_url, scopes
FROM directory.book_find(tenant => $1, id => $2)
