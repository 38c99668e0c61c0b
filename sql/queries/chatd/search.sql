-- search: messages with these words that an account may read. It may take long, and nothing else may wait for it.
-- flags: long
SELECT item, cursor FROM messaging.search(tenant => $1, account => $2, actor_role => $3, q => $4, of => $5,
	after => $6, limit_ => $7::integer)
