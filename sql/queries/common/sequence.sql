-- sequence: numbers committed batches, at most $1; alone in its transaction. -1: another is at it.
SELECT ops.sequence(limit_ => $1::integer) AS moved
