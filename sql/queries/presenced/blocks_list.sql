-- blocks_list: whom one has blocked.
-- flags: read
SELECT item, cursor
FROM directory.blocks_list(tenant => $1, owner => $2, list => $3, after => $4::text, limit_ => $5::integer)
