-- lines: the channels' lines to their carriers; of one account ($2), or of all.
-- flags: read
SELECT item, cursor FROM sms.lines(tenant => $1, account => $2, after => $3, limit_ => $4::integer)
