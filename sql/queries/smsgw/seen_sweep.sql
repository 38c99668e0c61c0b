-- seen_sweep: forgets what is kept 30 days; answers how many rows.
SELECT sms.seen_sweep(limit_ => $1::integer) AS swept
