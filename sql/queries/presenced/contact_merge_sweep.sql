-- contact_merge_sweep: deletes at most $1 merges that can no longer be undone, and as many records of deleted contacts; returns the larger count.
SELECT directory.contact_merge_sweep(limit_ => $1::integer) AS swept
