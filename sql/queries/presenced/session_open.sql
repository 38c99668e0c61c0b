-- session_open: a login whose password was checked.
-- Keys: agent (the user's id), command. Outcomes: created, not_found, forbidden.
SELECT outcome, body, news
FROM presence.session_open(command => $1, fingerprint => $2, tenant => $3, user_id => $4, app => $5,
	token_hash => $6, ttl_ms => $7, source => $8, factor_step => $9, recovery => $10, provider => $11,
	device => $12, key => $13, key_count => $14, challenge => $15)
