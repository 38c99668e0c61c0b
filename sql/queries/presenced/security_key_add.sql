-- security_key_add: registers a security key that was verified.
-- Keys: agent, command. Outcomes: created, security_key_there, security_keys_full, challenge_used, not_found.
SELECT outcome, body, news
FROM presence.security_key_add(command => $1, fingerprint => $2, tenant => $3, user_id => $4, challenge => $5, credential => $6,
	public_key => $7, sign_count => $8, transports => $9::text::text[], label => $10, session => $11)
