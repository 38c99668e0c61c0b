-- call_logs_of_boot: whose call logs have calls of a daemon that go on.
-- flags: read
SELECT tenant, owner::text, epoch FROM voice.call_logs_of_boot(boot => $1, limit_ => $2::integer)
