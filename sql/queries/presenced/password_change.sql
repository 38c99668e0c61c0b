-- password_change: a user's own new password; their other sessions end.
-- Keys: agent (the user's id), command. Outcomes: ok, wrong_password, emergency_runs.
SELECT outcome, body, news
FROM presence.password_change(command => $1, fingerprint => $2, tenant => $3, user_id => $4, session => $5,
	former_hash => $6, password_hash => $7)
