-- fax_begin: a fax is about to be given to its provider.
-- Keys: fax_send. Outcomes: send, gone.
SELECT outcome, claim, tries, line, account, to_, from_, files, cover
FROM sms.fax_begin(tenant => $1, id => $2, token => $3, lease_ms => $4)
