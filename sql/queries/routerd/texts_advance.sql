-- texts_advance: counts at most $1 positions of the feed for the report on texts; -1: another one is at it.
SELECT routing.texts_advance(limit_ => $1::integer) AS counted
