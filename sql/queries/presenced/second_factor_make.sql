-- second_factor_make: begins to set up a user's own second factor.
-- Keys: agent, command. Outcomes: created, second_factor_there.
SELECT outcome, body, news
FROM presence.second_factor_make(command => $1, fingerprint => $2, tenant => $3, user_id => $4, secret => $5)
