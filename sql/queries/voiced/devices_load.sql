-- devices_load: a page ($2) of all phones of users who are there, after ($1): what a registrar needs to challenge them. One that is
-- not allowed is as unknown as any.
-- flags: read
SELECT d.id, d.tenant, d.owner, d.side, d.username, d.algorithm, d.secret, d.version, d.allowed,
	voice.device_rotated_us(d.rotated_at) AS rotated_us
FROM voice.v_device AS d
WHERE d.id > $1
ORDER BY d.id LIMIT $2
