-- security_key_remove: a user removes one of their own security keys.
-- Keys: agent, command. Outcomes: ok, not_found, second_factor_mandatory.
SELECT outcome, body, news
FROM presence.security_key_remove(command => $1, fingerprint => $2, tenant => $3, user_id => $4, key => $5)
