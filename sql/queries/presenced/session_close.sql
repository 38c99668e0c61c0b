-- session_close: a logout, of this session only.
-- Keys: agent (the user's id), command. Outcomes: ok, not_found, open_interactions, code_missing, code_unknown,
-- emergency_runs.
SELECT outcome, body, news
FROM presence.session_close(command => $1, fingerprint => $2, tenant => $3, session => $4, return_work => $5, code => $6,
	confirm => $7)
