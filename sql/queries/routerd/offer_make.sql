-- offer_make: offers an interaction to one agent, if the gate is open.
-- Keys: agent, interaction. Outcomes: made, stale; body {"verdict", "offer", "gate", "interaction"}; moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.offer_make(tenant => $1, interaction => $2, interaction_version => $3, agent => $4, queue => $5,
	priority => $6::integer, skills => $7, offer_ms => $8::integer, explanation => $9,
	alone => $10)
