-- help_lines_since: the same of at most $2 users who have said where they are since $1 (microseconds since 1970).
-- flags: read
SELECT l.tenant, l.id, l.workspace, l.sent, l.country, l.place, l.security, (extract(epoch FROM l.at) * 1000000)::bigint AS at_us
FROM presence.help_lines_since(since => 'epoch'::timestamptz + $1 * interval '1 microsecond', limit_ => $2::integer) AS l
