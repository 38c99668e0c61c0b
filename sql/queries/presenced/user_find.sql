-- user_find: who wants to log in, by username, with the hash to check; no row: nobody.
-- flags: read
SELECT tenant, user_id, password_hash, disabled, factor, factor_step, now_s, device_generation
FROM presence.user_find(username => $1)
