-- call_over: a call is over: `by` caller, agent, agent_phone or system. $5: the agent who hung up; null: none did. Outcomes: ok, stale, not_found.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.call_over(tenant => $1, call => $2, by => $3, cause => $4, agent => $5)
