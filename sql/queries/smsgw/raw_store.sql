-- raw_store: keeps a signed call that can't be read.
-- Keys: none.
SELECT sms.raw_store(tenant => $1, channel => $2, account => $3, raw => $4, reason => $5) AS id
