-- callback_do: takes a callback, gives it back, or says that it is done ($7).
-- Keys: callback, agent, command. Outcomes: ok, not_found, callback_taken, callback_done, callback_not_taken,
-- not_logged_in, too_many, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.callback_do(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, callback => $6,
	verb => $7, note => $8)
