-- interaction_join: who leads an interaction joins it.
-- Keys: the one that covers the interaction, command. Outcomes: ok, unchanged, not_found, interaction_ended,
-- interaction_not_assigned, monitoring_off, not_logged_in, too_many, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.interaction_join(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, interaction => $6)
