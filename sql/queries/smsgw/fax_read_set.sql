-- fax_read_set: a fax that came was read, or not.
-- Keys: faxes, command. Outcomes: ok, not_found.
SELECT outcome, body, news
FROM sms.fax_read_set(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5, id => $6, read => $7)
