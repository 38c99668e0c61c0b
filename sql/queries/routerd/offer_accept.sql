-- offer_accept: the agent takes the interaction.
-- Keys: agent, command; of a transfer or consult also the one that covers the interaction. Outcomes: ok, not_found,
-- offer_already_accepted, offer_ended, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.offer_accept(command => $1, fingerprint => $2, tenant => $3, agent => $4, offer => $5)
