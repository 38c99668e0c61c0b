-- call_muted: the agent who talks is muted, or heard again. Outcomes: ok, stale, not_found.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.call_muted(tenant => $1, call => $2, agent => $3, muted => $4)
