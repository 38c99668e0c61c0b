-- raw_list: such calls newest first, of one state ($2; null: unparsed), channel, account (null: any).
-- flags: read
SELECT item, cursor FROM sms.raw_list(tenant => $1, state => $2, channel => $3, account => $4, after => $5, limit_ => $6::integer)
