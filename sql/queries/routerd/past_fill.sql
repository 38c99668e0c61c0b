-- past_fill: makes at most $1 rows of what has ended anew; -1: another one is at it.
SELECT routing.past_fill(limit_ => $1::integer) AS counted
