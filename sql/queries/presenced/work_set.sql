-- work_set: a Work user chooses their status. `until`: microseconds since 1970.
-- Keys: agent (the user's id), command. Outcomes: ok, not_found, invalid.
SELECT outcome, body, news
FROM presence.work_set(command => $1, fingerprint => $2, tenant => $3, user_id => $4, status => $5, message => $6,
	until => to_timestamp($7::bigint / 1000000.0))
