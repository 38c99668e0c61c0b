-- security_key_begin: a user begins to register a security key.
-- Keys: agent, command. Outcomes: ok, security_keys_full, not_found.
SELECT outcome, body, news
FROM presence.security_key_begin(command => $1, fingerprint => $2, tenant => $3, user_id => $4, handle => $5)
