-- reports_close: stores agents' figures of at most $1 quarters that are complete; -1: another one is at it.
SELECT routing.reports_close(limit_ => $1::integer) AS closed
