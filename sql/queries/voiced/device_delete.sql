-- device_delete: a phone goes. Keys: device, command. Outcomes: ok, not_found, stale_version.
-- flags: alone
SELECT outcome, body, news
FROM voice.device_delete(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, actor_side => $6,
	id => $7, realm => $8, servers => $9, version => $10)
