-- device_named: the phone that registers as ($1), as devices_load shows it: one that was made just now is not in memory yet.
-- flags: read
SELECT d.id, d.tenant, d.owner, d.side, d.username, d.algorithm, d.secret, d.version, d.allowed,
	voice.device_rotated_us(d.rotated_at) AS rotated_us
FROM voice.v_device AS d
WHERE d.username = $1
