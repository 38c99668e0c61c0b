-- erasures_list: a tenant's erasures, newest first.
-- flags: read
SELECT item, cursor FROM messaging.erasures_list(tenant => $1, after => $2, limit_ => $3::integer)
