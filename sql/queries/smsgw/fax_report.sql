-- fax_report: a provider says what became of a fax.
-- Keys: fax_send (of the ref). Outcomes: ok, none, moved.
-- flags: moves
SELECT outcome, keys
FROM sms.fax_report(tenant => $1, account => $2, ref => $3, provider_id => $4, said => $5, reason => $6, code => $7, pages => $8::integer)
