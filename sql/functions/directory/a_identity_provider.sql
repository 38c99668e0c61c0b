-- a_identity_provider: where a tenant's users log in besides, as the API has it (ops.resource_view).
CREATE OR REPLACE VIEW directory.a_identity_provider AS
SELECT p.tenant, p.id, p.name, p.slug, p.issuer, p.client_id, p.client_secret, p.scopes, p.claim, p.domains, p.auto_create,
	p.listed, p.disabled, p.version, p.claim_trusted
FROM directory.identity_provider AS p;
COMMENT ON VIEW directory.a_identity_provider IS 'directory.identity_provider';
COMMENT ON COLUMN directory.a_identity_provider.client_secret IS 'secret';
COMMENT ON COLUMN directory.a_identity_provider.slug IS 'fixed';
