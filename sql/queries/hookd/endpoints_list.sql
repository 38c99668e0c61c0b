-- endpoints_list: a tenant's webhooks by id.
-- flags: read
SELECT item, cursor FROM hooks.endpoints_list(tenant => $1, after => $2, limit_ => $3::integer)
