-- device_rotate: a new password for a phone. Keys: device, command. Outcomes: ok, not_found.
-- flags: alone
SELECT outcome, body, news
FROM voice.device_rotate(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, actor_side => $6,
	id => $7, realm => $8, servers => $9, algorithm => $10, secret => $11, password => $12)
