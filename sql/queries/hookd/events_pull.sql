-- events_pull: events after a cursor; $3 null: from the oldest, -1: the newest's cursor.
-- flags: read
SELECT outcome, data, next_pos, next_event, count, more
FROM hooks.events_pull(source => $1, tenant => $2, after_pos => $3, after_event => $4, types => $5::text[],
	limit_ => $6::integer, key => $7)
