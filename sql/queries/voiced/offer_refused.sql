-- offer_refused: the agent's phone refused, or can't be reached. Outcomes: ok, offer_ended.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.offer_refused(tenant => $1, call => $2, offer => $3, cause => $4)
