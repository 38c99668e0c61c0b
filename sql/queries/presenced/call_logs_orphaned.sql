-- call_logs_orphaned: whose call logs have calls of a daemon that is not there any more.
-- flags: read
SELECT tenant, owner::text, epoch FROM voice.call_logs_orphaned(limit_ => $1::integer)
