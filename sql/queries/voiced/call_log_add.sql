-- call_log_add: a step of a user's call and when it was ($11: microseconds since 1970): began, answered, ended with its cause. Keys: calls.
-- Outcomes: ok, gone.
SELECT outcome, NULL::text AS body, NULL::text AS news
FROM voice.call_log_add_2(tenant => $1, owner => $2, side => $3, call => $4, step => $5, direction => $6, number => $7, shown => $8,
	user_ => $9, cause => $10, at => 'epoch'::timestamptz + $11 * interval '1 microsecond', epoch => $12)
