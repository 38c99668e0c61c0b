-- second_factor_change: new recovery codes, or with $7 null the end of a user's own second factor.
-- Keys: agent, command. Outcomes: ok, wrong_code, second_factor_blocked, second_factor_mandatory, not_found.
SELECT outcome, body, news
FROM presence.second_factor_change(command => $1, fingerprint => $2, tenant => $3, user_id => $4, step => $5, recovery => $6,
	hashes => $7::text::bytea[], box => $8)
