-- second_factor_remove: an administrator takes away a user's second factor.
-- Keys: agent, command. Outcomes: ok, not_found, own_account.
SELECT outcome, body, news
FROM presence.second_factor_remove(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, user_id => $6)
