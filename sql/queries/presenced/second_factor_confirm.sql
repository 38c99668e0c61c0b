-- second_factor_confirm: the first right code: the second factor counts from now on.
-- Keys: agent, command. Outcomes: ok, wrong_code, second_factor_there, not_found.
SELECT outcome, body, news
FROM presence.second_factor_confirm(command => $1, fingerprint => $2, tenant => $3, user_id => $4, step => $5,
	hashes => $6::text::bytea[], box => $7, session => $8)
