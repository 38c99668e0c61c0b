-- live_of_boot: the legs that a daemon told of.
-- flags: read
SELECT tenant, leg, epoch FROM voice.live_of_boot(boot => $1, limit_ => $2::integer)
