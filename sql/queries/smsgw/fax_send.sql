-- fax_send: a draft leaves.
-- Keys: faxes, command. Outcomes: ok, not_found, those of fax_problem.
SELECT outcome, body, news
FROM sms.fax_send(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5, id => $6, taken => $7)
