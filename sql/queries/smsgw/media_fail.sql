-- media_fail: a file could not be fetched; $5: after how long it is tried again, null: it is shown as failed.
-- Keys: conversation. Outcomes: ok, gone.
SELECT outcome, news FROM sms.media_fail(tenant => $1, id => $2, claim => $3, reason => $4, again_ms => $5)
