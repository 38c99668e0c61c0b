-- contact_merge_sweep: forgets at most $1 merges that can no longer be undone; answers how many.
SELECT directory.contact_merge_sweep(limit_ => $1::integer) AS swept
