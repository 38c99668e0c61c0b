-- feed_trim: forgets at most $2 positions of the feed older than $1 days.
SELECT ops.feed_trim(keep_days => $1::integer, limit_ => $2::integer) AS swept
