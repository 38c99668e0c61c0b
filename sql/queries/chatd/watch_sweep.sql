-- watch_sweep: forgets looks that have ended.
SELECT messaging.watch_sweep(limit_ => $1::integer)
