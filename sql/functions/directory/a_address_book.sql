-- a_address_book: address books that a tenant's users may connect, as the API has them (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_address_book AS
SELECT b.tenant, b.id, b.name, b.provider, b.client_id, b.client_secret, b.box, b.authorize_url, b.token_url, b.revoke_url, b.api_url,
	b.scopes, b.disabled, b.version
FROM directory.address_book AS b;
COMMENT ON VIEW directory.a_address_book IS 'directory.address_book';
COMMENT ON COLUMN directory.a_address_book.provider IS 'fixed';
COMMENT ON COLUMN directory.a_address_book.client_secret IS 'secret';
COMMENT ON COLUMN directory.a_address_book.box IS 'secret';
