-- case_list: cases newest first, of one customer ($2) if given.
-- flags: read
SELECT item, cursor
FROM messaging.case_list(tenant => $1, customer => $2, after => $3, limit_ => $4::integer)
