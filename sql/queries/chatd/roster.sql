-- roster: whom an account may find and write to.
-- flags: read
SELECT item, cursor FROM messaging.roster(tenant => $1, account => $2, kind => $3, after => $4, limit_ => $5::integer)
