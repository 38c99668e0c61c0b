-- call_keyed: the agent who talks has pressed so many keys by now. Outcomes: ok, stale, not_found.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.call_keyed(tenant => $1, call => $2, agent => $3, total => $4)
