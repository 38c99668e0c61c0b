-- greeting_set: a Work user's ($4) own greeting or a queue's ($9) sound of this use ($10), or none ($8 null). Keys: calls or
-- queue_voicemail, file, command. Outcomes: ok; not_found: no such queue of calls.
-- flags: alone
SELECT outcome, body, news
FROM voice.greeting_set(command => $1, fingerprint => $2, tenant => $3, owner => $4, duration_ms => $5, place => $6, sha256 => $7, bytes => $8, queue => $9, use => $10)
