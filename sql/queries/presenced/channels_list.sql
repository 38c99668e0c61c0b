-- channels_list: a page of channels.
-- flags: read
SELECT item, cursor
FROM directory.channels_list(tenant => $1, after => substring($2::text FROM '^[0-9]{1,18}$')::bigint,
	limit_ => $3::integer)
