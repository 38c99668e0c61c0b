-- contact_fill: makes at most $1 entries of users who have none yet, and terms that are of a release before; returns how many.
SELECT directory.contact_fill(limit_ => $1::integer) AS made
