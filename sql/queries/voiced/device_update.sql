-- device_update: changes a phone, and rotates it for another algorithm. Keys: device, command. Outcomes: ok, not_found, stale_version.
-- flags: alone
SELECT outcome, body, news
FROM voice.device_update(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, actor_side => $6,
	id => $7, realm => $8, servers => $9, version => $10, label => $11, algorithm => $12, secret => $13, password => $14)
