-- live_orphaned: legs of calls that a daemon told of which is not there any more.
-- flags: read
SELECT tenant, leg, epoch FROM voice.live_orphaned(limit_ => $1::integer)
