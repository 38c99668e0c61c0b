-- disposition_set: records or corrects the disposition and the note of an interaction that has ended.
-- Keys: interaction or agent, conversation, command. Outcomes: ok, not_found, not_yours, not_in_wrap_up, invalid, unknown_reference, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.disposition_set(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, interaction => $6,
	disposition => $7, note => $8)
