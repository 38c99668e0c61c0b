-- people_together: the persons of one file, each once: of those who are the same (person_keys) the first gets what the others have besides;
-- these become skipped lines that say so. `items` as people_import has them.
CREATE OR REPLACE FUNCTION directory.people_together(items jsonb)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
SET enable_nestloop = off -- as in people_plan
AS $$
DECLARE
	turns CONSTANT integer := 20;           -- A is B by one key, B is C by another one; who is further apart than this stays a person of their own
	parts jsonb[] := ARRAY(SELECT g.value FROM jsonb_array_elements(items) WITH ORDINALITY AS g (value, n) ORDER BY g.n);
	ns integer[];
	keys text[];
	firsts integer[] := ARRAY(SELECT generate_series(1, cardinality(parts)));
	before integer[];
	n integer;
	kept jsonb;
	given jsonb;
BEGIN
	SELECT array_agg(g.n), array_agg(k.key) INTO ns, keys FROM unnest(parts) WITH ORDINALITY AS g (value, n)
	CROSS JOIN LATERAL directory.person_keys(g.value -> 'item') AS k WHERE g.value ? 'item' AND k.same;
	FOR turn IN 1 .. turns LOOP
		before := firsts;
		firsts := ARRAY(SELECT COALESCE(f.first, g.n) FROM generate_series(1, cardinality(parts)) AS g (n) LEFT JOIN (
				SELECT x.n, min(y.first) AS first FROM unnest(ns, keys) AS x (n, key)
				JOIN (SELECT z.key, min(before[z.n]) AS first FROM unnest(ns, keys) AS z (n, key) GROUP BY z.key) AS y ON y.key = x.key
				GROUP BY x.n) AS f ON f.n = g.n
			ORDER BY g.n);
		EXIT WHEN firsts = before;
	END LOOP;
	FOR n IN SELECT f.n FROM unnest(firsts) WITH ORDINALITY AS f (first, n) WHERE f.first < f.n ORDER BY f.n LOOP
		kept := parts[firsts[n]] -> 'item';
		given := parts[n] -> 'item';
		kept := directory.person_merged(given || kept || CASE WHEN kept ? 'numbers' OR NOT given ? 'numbers' THEN '{}'::jsonb ELSE '{"numbers": []}' END
			|| CASE WHEN kept ? 'emails' OR NOT given ? 'emails' THEN '{}'::jsonb ELSE '{"emails": []}' END, given - '{name,company,department,title,notes}'::text[], false);
		parts[firsts[n]] := parts[firsts[n]] || jsonb_build_object('item', jsonb_strip_nulls(kept));
		parts[n] := jsonb_strip_nulls(jsonb_build_object('line', parts[n] -> 'line',
			'problem', format('It is the same person as that of line %s: both are put together.', parts[firsts[n]] ->> 'line'),
			'left_out', NULLIF(COALESCE(parts[n] -> 'left_out', '[]') || COALESCE(directory.person_lost(kept, given), '[]'), '[]')));
	END LOOP;
	RETURN to_jsonb(parts);
END $$;
