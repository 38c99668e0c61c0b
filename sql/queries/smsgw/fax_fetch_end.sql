-- fax_fetch_end: the file of a fax that came, or why there is none.
-- Keys: fax, file. Outcomes: ok, gone.
-- flags: alone
SELECT outcome
FROM sms.fax_fetch_end(tenant => $1, id => $2, claim => $3, type => $4, sha256 => $5, bytes => $6, reason => $7, again_ms => $8)
