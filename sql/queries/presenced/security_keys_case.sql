-- security_keys_case: a user's security keys, and the one of a credential ($3); no row: no such user.
-- flags: read
SELECT shown, listed, key, public_key, now_s
FROM presence.security_keys_case(tenant => $1, user_id => $2, credential => $3)
