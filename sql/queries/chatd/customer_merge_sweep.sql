-- customer_merge_sweep: forgets what merges of customers that can't be undone any more have moved; answers how many.
SELECT messaging.customer_merge_sweep(limit_ => $1::integer) AS swept
