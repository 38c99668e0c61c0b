-- avatar_set: a user's own image, or none any more.
-- Keys: avatar (the user), command. Outcomes: ok.
-- flags: alone
SELECT outcome, body, news, keys
FROM messaging.avatar_set(command => $1, fingerprint => $2, tenant => $3, actor => $4, type_64 => $5, bytes_64 => $6,
	type_256 => $7, bytes_256 => $8)
