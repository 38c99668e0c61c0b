-- voicemail_mark: a voicemail was heard, or counts as new again.
-- Keys: calls, command. Outcomes: ok, not_found.
SELECT outcome, body, news
FROM voice.voicemail_mark(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5, id => $6, read => $7)
