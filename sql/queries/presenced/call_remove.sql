-- call_remove: an account forgets a call.
-- Keys: calls, command. Outcomes: ok, not_found, call_under_way.
SELECT outcome, body, news
FROM voice.call_remove(command => $1, fingerprint => $2, tenant => $3, owner => $4, side => $5, id => $6)
