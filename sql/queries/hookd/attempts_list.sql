-- attempts_list: an endpoint's attempts, newest first, of one event ($3; null: of all).
-- flags: read
SELECT item, cursor
FROM hooks.attempts_list(tenant => $1, endpoint => $2, event => $3, after => $4, limit_ => $5::integer)
