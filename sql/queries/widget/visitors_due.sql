-- visitors_due: whose page was not heard of for $1 milliseconds, at most $2.
-- flags: read
SELECT tenant, conversation, channel, number
FROM messaging.visitors_due(silent_ms => $1, limit_ => $2::integer)
