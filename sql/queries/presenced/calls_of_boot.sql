-- calls_of_boot: the customers' calls that a daemon has.
-- flags: read
SELECT tenant, call, epoch FROM voice.calls_of_boot(boot => $1, limit_ => $2::integer)
