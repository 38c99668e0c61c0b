-- blocked_texts: what blocked numbers have written.
-- flags: read
SELECT item, cursor FROM messaging.blocked_texts(tenant => $1, after => $2, limit_ => $3::integer)
