-- voicemails_list: an account's voicemails, and those of its queues.
-- flags: read
SELECT item, cursor
FROM voice.voicemails_list(tenant => $1, viewer => $2, viewer_role => $3, side => $4, unread => $5, queue => $6, after => $7::text,
	limit_ => $8::integer)
