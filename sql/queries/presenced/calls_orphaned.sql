-- calls_orphaned: customers' calls whose daemon is not there any more.
-- flags: read
SELECT tenant, call, epoch FROM voice.calls_orphaned(limit_ => $1::integer)
