-- offer_accept: the agent takes the interaction.
-- Keys: agent, command. Outcomes: ok, not_found, offer_already_accepted, offer_ended.
SELECT outcome, body, news
FROM routing.offer_accept(command => $1, fingerprint => $2, tenant => $3, agent => $4, offer => $5)
