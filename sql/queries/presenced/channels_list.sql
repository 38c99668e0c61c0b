-- channels_list: a page of channels.
-- flags: read
SELECT item, cursor
FROM directory.channels_list(tenant => $1, after => $2::text::bigint,
	limit_ => $3::integer)
