-- offer_reject: the agent does not take it.
-- Keys: agent, command. Outcomes: ok, not_found, may_not_reject, offer_already_accepted, offer_ended.
SELECT outcome, body, news
FROM routing.offer_reject(command => $1, fingerprint => $2, tenant => $3, agent => $4, offer => $5, reason => $6)
