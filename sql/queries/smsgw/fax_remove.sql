-- fax_remove: its owner deletes a fax.
-- Keys: faxes, command. Outcomes: ok, not_found, fax_under_way.
SELECT outcome, body, news
FROM sms.fax_remove(command => $1, fingerprint => $2, tenant => $3, owner => $4, id => $5)
