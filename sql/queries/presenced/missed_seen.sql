-- missed_seen: an account looks at its call log.
-- Keys: calls, command. Outcomes: ok.
SELECT outcome, body, news
FROM voice.missed_seen(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5)
