-- people_together: the persons of a file, each once: of lines that are the same person (person_keys), or the same existing contact, the first gets the others'
-- data; the others become skipped lines. `items` as people_import has them; ids, alikes: of each, as people_found has them. The remaining lines
-- have "id" and "alike".
CREATE OR REPLACE FUNCTION directory.people_together(items jsonb, ids bigint[], alikes bigint[])
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
SET enable_nestloop = off -- as in people_found
AS $$
DECLARE
	parts jsonb[] := ARRAY(SELECT g.value || jsonb_strip_nulls(jsonb_build_object('id', ids[g.n], 'alike', alikes[g.n])) FROM jsonb_array_elements(items) WITH ORDINALITY AS g (value, n) ORDER BY g.n);
	firsts integer[] := ARRAY(SELECT generate_series(1, cardinality(parts))); -- each one's parent: an earlier line of the same person, or itself (union-find)
	pair record;
	a integer;
	b integer;
	kept jsonb;
	given jsonb;
BEGIN
	FOR pair IN SELECT DISTINCT p.n, p.first FROM (
		SELECT k.n, min(k.n) OVER (PARTITION BY k.key) AS first FROM (
			SELECT g.n::integer AS n, k.key FROM unnest(parts) WITH ORDINALITY AS g (value, n) CROSS JOIN LATERAL directory.person_keys(g.value -> 'item') AS k
			WHERE g.value ? 'item' AND k.same
			UNION ALL
			SELECT g.n::integer, 'id ' || g.id FROM unnest(ids) WITH ORDINALITY AS g (id, n) WHERE g.id IS NOT NULL) AS k) AS p
		WHERE p.first < p.n
	LOOP
		a := pair.n;
		b := pair.first;
		WHILE firsts[a] <> a LOOP -- parents are earlier lines: it ends
			firsts[a] := firsts[firsts[a]];
			a := firsts[a];
		END LOOP;
		WHILE firsts[b] <> b LOOP
			firsts[b] := firsts[firsts[b]];
			b := firsts[b];
		END LOOP;
		firsts[greatest(a, b)] := least(a, b);
	END LOOP;
	FOR n IN 1 .. cardinality(parts) LOOP
		firsts[n] := firsts[firsts[n]]; -- of the parent the first is known already
		CONTINUE WHEN firsts[n] = n;
		kept := parts[firsts[n]] -> 'item';
		given := parts[n] -> 'item';
		kept := directory.person_merged(given || kept || CASE WHEN kept ? 'numbers' OR NOT given ? 'numbers' THEN '{}'::jsonb ELSE '{"numbers": []}' END
			|| CASE WHEN kept ? 'emails' OR NOT given ? 'emails' THEN '{}'::jsonb ELSE '{"emails": []}' END, given - '{name,company,department,title,notes}'::text[], false);
		parts[firsts[n]] := (parts[n] - '{line,item,left_out}'::text[]) || parts[firsts[n]] || jsonb_build_object('item', jsonb_strip_nulls(kept));
		parts[n] := jsonb_strip_nulls(jsonb_build_object('line', parts[n] -> 'line',
			'problem', format('It is the same person as that of line %s: both are put together.', parts[firsts[n]] ->> 'line'),
			'left_out', NULLIF(COALESCE(parts[n] -> 'left_out', '[]') || COALESCE(directory.person_lost(kept, given), '[]'), '[]')));
	END LOOP;
	RETURN to_jsonb(parts);
END $$;
