-- sessions_list: a user's open sessions, newest first.
-- flags: read
SELECT item, cursor
FROM presence.sessions_list(tenant => $1, user_id => $2, own => $3, after => $4, limit_ => $5::integer)
