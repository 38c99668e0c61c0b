-- upload_sweep: forgets files that nobody sent within a day; answers how many.
SELECT messaging.upload_sweep(limit_ => $1::integer) AS swept
