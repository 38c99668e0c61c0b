-- past_advance: takes at most $1 positions of the feed into what has ended; -1: another one is at it.
SELECT routing.past_advance(limit_ => $1::integer) AS counted
