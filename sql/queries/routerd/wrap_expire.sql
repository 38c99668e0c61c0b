-- wrap_expire: ends a wrap-up whose time is over.
-- Keys: agent. Outcomes: ok, not_due, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys FROM routing.wrap_expire(tenant => $1, interaction => $2)
