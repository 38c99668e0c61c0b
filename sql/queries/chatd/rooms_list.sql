-- rooms_list: one's own rooms and public ones.
-- flags: read
SELECT item, cursor FROM messaging.rooms_list(tenant => $1, account => $2, q => $3, after => $4, limit_ => $5::integer)
