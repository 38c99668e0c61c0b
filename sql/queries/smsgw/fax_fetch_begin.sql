-- fax_fetch_begin: the file of a fax that came is about to be fetched.
-- Keys: fax. Outcomes: fetch, gone.
SELECT outcome, claim, tries, line, account, url FROM sms.fax_fetch_begin(tenant => $1, id => $2, lease_ms => $3)
