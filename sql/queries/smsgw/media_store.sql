-- media_store: a file was fetched.
-- Keys: conversation, file. Outcomes: ok, gone.
-- flags: alone
SELECT outcome, news
FROM sms.media_store(tenant => $1, id => $2, claim => $3, type => $4, sha256 => $5, bytes => $6)
