-- messages: frames of a conversation in order: after $5, the last before $6, or the last.
-- flags: read
SELECT body
FROM messaging.messages(tenant => $1, actor => $2, actor_role => $3, conversation => $4, after_seq => $5,
	before_seq => $6, limit_ => $7::integer, key => $8, account => $9)
