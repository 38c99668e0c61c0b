-- endpoint_get: a webhook of this tenant.
-- flags: read
SELECT hooks.endpoint_get(tenant => $1, id => $2)
