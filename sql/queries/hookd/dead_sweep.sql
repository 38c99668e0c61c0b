-- dead_sweep: forgets old dead letters, at most $2.
SELECT hooks.dead_sweep(keep_days => $1::integer, limit_ => $2::integer)
