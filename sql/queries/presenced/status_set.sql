-- status_set: puts an agent in a chosen status.
-- Keys: agent, command. Outcomes: ok, unchanged, not_found, forbidden, status_not_allowed, not_handling, not_logged_in, code_missing,
-- code_unknown, locked, emergency_runs, exit_or_remain.
SELECT outcome, body, news
FROM presence.status_set(command => $1, fingerprint => $2, tenant => $3, agent => $4, status => $5,
	stop_new => $6, code => $7, actor => $8, actor_role => $9, reason => $10,
	confirm => $11)
