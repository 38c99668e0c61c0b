-- call_returned: the agent's phone was lost, the caller waits again. $4: whose it was; 0: not known. Outcomes: ok, stale.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.call_returned(tenant => $1, call => $2, reason => $3, agent => $4)
