-- device_get: a phone, and where it is reached.
-- flags: read
SELECT voice.device_get(tenant => $1, id => $2, actor => $3, actor_role => $4, actor_side => $5, realm => $6, servers => $7)
