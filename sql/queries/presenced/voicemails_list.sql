-- voicemails_list: an account's voicemails.
-- flags: read
SELECT item, cursor
FROM voice.voicemails_list(tenant => $1, owner => $2, side => $3, unread => $4, after => $5::text, limit_ => $6::integer)
