-- call_handed: an agent leaves a call to whom they brought in. Outcomes: ok, stale, cannot_take.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.call_handed(tenant => $1, call => $2, agent => $3, target => $4)
