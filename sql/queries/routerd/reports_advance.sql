-- reports_advance: counts at most $1 positions of the feed for reports; -1: another one is at it.
SELECT routing.reports_advance(limit_ => $1::integer) AS counted
