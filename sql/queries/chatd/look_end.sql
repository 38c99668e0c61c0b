-- look_end: somebody looks away.
-- Keys: watch (the conversation's id), command. Outcomes: ok, not_found.
SELECT outcome, body, news, keys
FROM messaging.look_end(command => $1, fingerprint => $2, tenant => $3, actor => $4, conversation => $5)
