-- session_prove: the user of a session proves again who they are.
-- Keys: agent (the user's id), command. Outcomes: ok, wrong_password, wrong_code, wrong_security_key, second_factor_blocked, session_ended, idempotency_key_reused.
SELECT outcome, body, news
FROM presence.session_prove(command => $1, fingerprint => $2, tenant => $3, user_id => $4, session => $5, former_hash => $6,
	step => $7, recovery => $8, source => $9, key => $10, key_count => $11, challenge => $12)
