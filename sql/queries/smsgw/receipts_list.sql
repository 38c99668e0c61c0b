-- receipts_list: receipts that have found no message, newest first.
-- flags: read
SELECT item, cursor FROM sms.receipts_list(tenant => $1, account => $2, lost => $3, after => $4, limit_ => $5::integer)
