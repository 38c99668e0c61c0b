-- client_sweep: forgets client ids older than 30 days; answers how many.
SELECT messaging.client_sweep(limit_ => $1::integer) AS swept
