-- users_list: a page of users.
-- flags: read
SELECT item, cursor
FROM directory.users_list(tenant => $1, after => $2::text::bigint,
	limit_ => $3::integer)
