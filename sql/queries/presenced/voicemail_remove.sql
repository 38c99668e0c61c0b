-- voicemail_remove: an account deletes a voicemail.
-- Keys: calls, command. Outcomes: ok, not_found.
SELECT outcome, body, news
FROM voice.voicemail_remove(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5, id => $6)
