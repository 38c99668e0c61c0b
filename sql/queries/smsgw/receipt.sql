-- receipt: a carrier's delivery report.
-- Keys: provider, message (of the ref). Outcomes: ok, parked, moved.
-- flags: moves
SELECT outcome, changed, tenant, message, keys, news
FROM sms.receipt(account => $1, provider_id => $2, ref => $3, state => $4, code => $5, reason => $6,
	raw_state => $7, number_hash => $8, said => $9, said_n => $10)
