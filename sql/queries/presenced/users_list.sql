-- users_list: a page of users.
-- flags: read
SELECT item, cursor
FROM directory.users_list(tenant => $1, after => substring($2::text FROM '^[0-9]{1,18}$')::bigint,
	limit_ => $3::integer)
