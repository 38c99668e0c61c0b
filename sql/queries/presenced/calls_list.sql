-- calls_list: an account's calls.
-- flags: read
SELECT item, cursor
FROM voice.calls_list(tenant => $1, owner => $2, side => $3, missed => $4, after => $5::text, limit_ => $6::integer)
