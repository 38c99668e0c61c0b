-- call_log_add: a step of a user's call and when it was ($11: microseconds since 1970): began, answered, ended with its cause. $13, $14: how a
-- colleague gave it to them, and who. Keys: calls. Outcomes: ok, gone.
SELECT outcome, body, news
FROM voice.call_log_add_3(tenant => $1, owner => $2, side => $3, call => $4, step => $5, direction => $6, number => $7, shown => $8,
	user_ => $9, cause => $10, at => 'epoch'::timestamptz + $11 * interval '1 microsecond', epoch => $12, given => $13, given_by => $14)
