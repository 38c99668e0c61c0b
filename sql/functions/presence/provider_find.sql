-- provider_find: an identity provider by its slug, for a login; or by tenant and id, for a change. No row:
-- there is none, or it is disabled. Read.
CREATE OR REPLACE FUNCTION presence.provider_find(slug text, tenant bigint, id bigint)
RETURNS TABLE (provider_tenant bigint, provider bigint, provider_slug text, issuer text, client_id text, client_secret bytea,
	scopes text, claim text, domains text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT p.tenant, p.id, p.slug, p.issuer, p.client_id, p.client_secret, p.scopes, p.claim, array_to_string(p.domains, ' ')
	FROM directory.identity_provider AS p
	WHERE (p.slug = provider_find.slug AND NOT p.disabled)
		OR (p.tenant = provider_find.tenant AND p.id = provider_find.id)
$$;
