-- out_sweep: ends calls whose daemon is dead, forgets what no limit counts any more.
SELECT voice.out_sweep(limit_ => $1::integer)
