-- case_update: closes or reopens a case.
-- Keys: case, customer or customer_number (its), command. Outcomes: ok, not_found, stale_version, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.case_update(command => $1, fingerprint => $2, tenant => $3, actor => $4,
	actor_role => $5, id => $6, version => $7, state => $8, note => $9)
