-- client_sweep: ends parts that stayed alone, forgets what is old; answers how many rows.
SELECT sms.client_sweep(limit_ => $1::integer) AS swept
