-- password_case: what a new password of a user ($2; null: of a new one) is judged by.
-- flags: read
SELECT username, name, password_hash, password_min FROM presence.password_case(tenant => $1, user_id => $2)
