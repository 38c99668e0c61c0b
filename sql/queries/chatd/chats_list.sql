-- chats_list: the internal conversations of an account, newest first.
-- flags: read
SELECT item, cursor FROM messaging.chats_list(tenant => $1, account => $2, after => $3, limit_ => $4::integer)
