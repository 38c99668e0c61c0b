-- consult_expire: ends the consults of an interaction that are over.
-- Keys: the one that covers the interaction. Outcomes: ok, fine, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM routing.consult_expire(tenant => $1, interaction => $2)
