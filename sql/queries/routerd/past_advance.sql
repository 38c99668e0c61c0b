-- past_advance: looks through at most $1 positions of the feed for what has ended or changed since; -1: another one is at it.
SELECT routing.past_advance(limit_ => $1::integer) AS counted
