-- second_factor_case: what a user's second factor is judged and shown by; no row: no such user.
-- flags: read
SELECT username, tenant_name, password_hash, secret, confirmed, last_step, wait_ms, required, recovery_left, now_s, keys
FROM presence.second_factor_case(tenant => $1, user_id => $2)
