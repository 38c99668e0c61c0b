-- offer_expire: ends an offer that ran out.
-- Keys: agent. Outcomes: expired, withdrawn, not_due, offer_ended, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM routing.offer_expire(tenant => $1, offer => $2, unattended => $3)
