-- fax_end: what became of giving it.
-- Keys: fax_send. Outcomes: ok, gone.
SELECT outcome
FROM sms.fax_end(tenant => $1, id => $2, claim => $3, what => $4, provider_id => $5, reason => $6, code => $7, again_ms => $8)
