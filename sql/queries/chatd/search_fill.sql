-- search_fill: makes at most $1 entries for search of customers or cases that were there before there were any; returns how many.
SELECT messaging.search_fill(limit_ => $1::integer) AS made
