-- check_get: whether an account's pages can be phones, and what was found last.
-- flags: read
SELECT voice.check_get(tenant => $1, actor => $2, actor_role => $3, actor_side => $4, user_id => $5, side => $6, number => $7)
