-- device_login: what the hash of a new password is made with.
-- flags: read
SELECT username, algorithm
FROM voice.device_login(tenant => $1, id => $2, actor => $3, actor_role => $4, actor_side => $5)
