-- interaction_transfer: gives an interaction to a queue, asks an agent to take it, or asks one in.
-- Keys: agent (who has it), agent (asked), conversation, command. Outcomes: ok, created, monitoring_off, not_found, not_yours,
-- interaction_ended, interaction_not_assigned, offer_pending, cannot_take, too_many, unknown_reference, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.interaction_transfer(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	interaction => $6, to_queue => $7, to_agent => $8, consult => $9, note => $10)
