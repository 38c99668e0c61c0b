-- interaction_move: a supervisor puts what waits into another queue.
-- Keys: interaction, agent (who is offered it), command. Outcomes: ok, not_found, interaction_not_waiting, cannot_take,
-- unknown_reference, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.interaction_move(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	interaction => $6, to_queue => $7, reason => $8)
