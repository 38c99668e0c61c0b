-- take_over: who was asked in, or who leads it, takes an interaction over.
-- Keys: agent (actor), agent (who has it), agent (asked), command. Outcomes: ok, unchanged, not_found, not_yours,
-- interaction_ended, interaction_not_assigned, not_logged_in, capacity_full, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.take_over(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, interaction => $6)
