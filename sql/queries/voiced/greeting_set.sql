-- greeting_set: a Work user's ($4) or a queue's ($9) own greeting, or none ($8 null). Keys: calls, file, command. Outcomes: ok.
SELECT outcome, body, news
FROM voice.greeting_set(command => $1, fingerprint => $2, tenant => $3, owner => $4, duration_ms => $5, place => $6, sha256 => $7, bytes => $8, queue => $9)
