-- search_fill: passes at most $1 cases or customers of before there were entries for search, and makes those; returns how many it has passed.
SELECT messaging.search_fill(limit_ => $1::integer) AS made
