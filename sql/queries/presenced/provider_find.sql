-- provider_find: an identity provider by its slug ($1), or by tenant and id ($2, $3).
-- flags: read
SELECT provider_tenant, provider, provider_slug, issuer, client_id, client_secret, scopes, claim, domains
FROM presence.provider_find(slug => $1, tenant => $2, id => $3)
