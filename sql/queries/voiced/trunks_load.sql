-- trunks_load: a page ($3) of all trunks after ($1, $2), with what opens their passwords.
-- flags: read
SELECT t.tenant, t.id, t.name, t.host, t.port, t.transport, array_to_string(t.sources, ',') AS sources, t.username, t.secret, t.box, t.max_calls,
	t.disabled, t.emergency
FROM voice.trunk AS t
WHERE (t.tenant, t.id) > ($1, $2)
ORDER BY t.tenant, t.id LIMIT $3
