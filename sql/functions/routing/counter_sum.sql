-- counter_sum: the sum of some counters, "-" before one that is taken off; null when one is not there.
CREATE OR REPLACE FUNCTION routing.counter_sum(names text[], counters jsonb)
RETURNS numeric
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN count(*) = count(c.value) THEN sum(c.value) END
	FROM unnest(names) AS n (name)
	CROSS JOIN LATERAL (SELECT (counters ->> ltrim(n.name, '-'))::numeric * CASE WHEN n.name LIKE '-%' THEN -1 ELSE 1 END) AS c (value)
$$;
