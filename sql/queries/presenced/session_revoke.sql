-- session_revoke: ends one session of a user, or all.
-- Keys: agent (the user's id), command. Outcomes: ok, not_found, emergency_runs.
SELECT outcome, body, news
FROM presence.session_revoke(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	user_id => $6, session => $7, confirm => $8)
