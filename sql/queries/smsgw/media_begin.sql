-- media_begin: this gateway fetches a file, for $3 ms at most.
-- Keys: conversation. Outcomes: fetch, gone.
SELECT outcome, url, claim, tries, account FROM sms.media_begin(tenant => $1, id => $2, lease_ms => $3)
