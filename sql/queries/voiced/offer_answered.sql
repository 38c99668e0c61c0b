-- offer_answered: the agent's phone was picked up. Outcomes: ok, offer_ended.
-- flags: moves
SELECT outcome, body, news, keys FROM voice.offer_answered(tenant => $1, call => $2, offer => $3)
