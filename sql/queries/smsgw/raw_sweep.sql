-- raw_sweep: forgets at most $2 carriers' calls older than $1 days.
SELECT sms.raw_sweep(keep_days => $1::integer, limit_ => $2::integer) AS swept
