-- interaction_reorder: a supervisor puts what waits before another one, or first.
-- Keys: interaction, command. Outcomes: ok, not_found, interaction_not_waiting, unknown_reference, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.interaction_reorder(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	interaction => $6, before => $7, reason => $8)
