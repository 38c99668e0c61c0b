-- endpoints_load: all endpoints, or the one of tenant $1 with id $2.
-- flags: read
SELECT tenant, id, url, types::text, enabled, secret, former_secret, version
FROM hooks.endpoints_load(of_tenant => $1, of_id => $2)
