-- raw_list: such calls newest first, of one state ($2; null: unparsed).
-- flags: read
SELECT item, cursor FROM sms.raw_list(tenant => $1, state => $2, after => $3, limit_ => $4::integer)
