-- help_lines_load: a page ($3) after ($1, $2) of what goes with each user's call for help.
-- flags: read
SELECT l.tenant, l.id, l.workspace, l.sent, l.country, l.place, l.security, (extract(epoch FROM l.at) * 1000000)::bigint AS at_us
FROM presence.help_lines(tenant_ => $1, id_ => $2, since => NULL, limit_ => $3::integer) AS l
