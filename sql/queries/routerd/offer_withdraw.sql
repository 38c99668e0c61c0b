-- offer_withdraw: an offer is pulled back.
-- Keys: agent, command. Outcomes: ok, not_found, offer_already_accepted, offer_ended, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.offer_withdraw(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, offer => $6,
	reason => $7)
