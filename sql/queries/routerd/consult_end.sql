-- consult_end: who was asked in leaves, or is sent.
-- Keys: the one that covers the interaction, command. Outcomes: ok, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.consult_end(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	interaction => $6, agent => $7)
