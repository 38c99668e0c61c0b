-- call_listen: who leads an interaction listens to its call, or no more. Outcomes: ok, not_found, interaction_ended, interaction_not_assigned,
-- monitoring_off, not_yours, forbidden.
-- flags: moves
SELECT outcome, body, news, keys
FROM voice.call_listen(tenant => $1, call => $2, actor => $3, actor_role => $4, mode => $5)
