-- customer_version_sweep: forgets versions of customers that no event shows any more; answers how many.
SELECT messaging.customer_version_sweep(limit_ => $1::integer) AS swept
