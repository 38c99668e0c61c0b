-- line_sweep: forgets at most $1 figures of a day ago.
SELECT sms.line_sweep(limit_ => $1::integer) AS swept
