-- device_create: a new phone. Keys: devices, command. Outcomes: created, forbidden, unknown_reference, invalid, too_many.
-- flags: alone
SELECT outcome, body, news
FROM voice.device_create(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, actor_side => $6,
	id => $7, realm => $8, servers => $9, user_id => $10, side => $11, label => $12, username => $13, algorithm => $14,
	secret => $15, password => $16)
