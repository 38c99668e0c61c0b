-- texts_list: the conversations of a user's own number, newest first, or those that are kept out of sight.
-- flags: read
SELECT item, cursor FROM messaging.texts_list(tenant => $1, user_id => $2, blocked => $3, after => $4, limit_ => $5::integer)
