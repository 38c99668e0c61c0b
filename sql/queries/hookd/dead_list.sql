-- dead_list: an endpoint's dead letters.
-- flags: read
SELECT item, cursor FROM hooks.dead_list(tenant => $1, endpoint => $2, after => $3, limit_ => $4::integer)
