-- wrap_up_extend: the agent's wrap-up lasts longer.
-- Keys: agent (actor), command. Outcomes: ok, not_found, not_yours, interaction_ended, wrap_up_fixed, too_many.
SELECT outcome, body, news
FROM routing.wrap_up_extend(command => $1, fingerprint => $2, tenant => $3, actor => $4, interaction => $5)
