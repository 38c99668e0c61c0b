-- call_lost: a customer's call ends, as the daemon that had it is dead.
-- Keys: call (it says which others). Outcomes: ok, unchanged, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.call_lost(tenant => $1, call => $2, epoch => $3)
