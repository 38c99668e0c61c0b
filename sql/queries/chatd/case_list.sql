-- case_list: cases newest first that the actor may see, of one customer ($4) if given.
-- flags: read
SELECT item, cursor
FROM messaging.case_list(tenant => $1, actor => $2, actor_role => $3, customer => $4, after => $5,
	limit_ => $6::integer)
