-- raw_store: keeps a signed call that can't be read.
-- Keys: command.
SELECT sms.raw_store(command => $1, tenant => $2, channel => $3, account => $4, raw => $5, reason => $6, said => $7,
	json => $8, ref => $9) AS stored
