-- contact_merge_sweep: deletes at most $1 merges that can no longer be undone; returns how many.
SELECT directory.contact_merge_sweep(limit_ => $1::integer) AS swept
