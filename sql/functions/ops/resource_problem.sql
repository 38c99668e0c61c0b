-- resource_problem: an error of the database in the API's words, with the fields that it concerns; outcome
-- null: it is none of the sender's, but a bug. A column `queue` of the table is the field `queue` or `queue_id`, a column
-- `number_hash` what it was made of.
CREATE OR REPLACE FUNCTION ops.resource_problem(of regclass, state text, source regclass, constraint_ text, col text, item jsonb)
RETURNS ops.answer
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	cols text[] := COALESCE((SELECT array_agg(a.attname::text ORDER BY k.n)
		FROM pg_constraint AS c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (attnum, n)
		JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
		WHERE c.conrelid = source AND c.conname = constraint_ AND a.attname NOT IN ('tenant', 'id')), ARRAY[col]);
	fields text[] := (SELECT array_agg(regexp_replace(a.attname, '_hash$', '') ORDER BY k.n) FROM unnest(cols) WITH ORDINALITY AS k (name, n)
		JOIN pg_attribute AS a ON a.attrelid = of AND a.attname IN (k.name, k.name || '_id'));
	outcome text := CASE WHEN state IN ('23505', '23P01') THEN ops.taken(fields[cardinality(fields)]) WHEN state IN ('23514', '23502') THEN 'invalid'
		WHEN state = '23503' THEN 'unknown_reference' END;
	words text := CASE WHEN state IN ('23505', '23P01') THEN 'Another one has this already.' WHEN state = '23514' THEN ops.rule_words(source, constraint_)
		WHEN state = '23502' THEN 'Is missing.' WHEN state = '23503' THEN 'There is no such thing.' END;
	member record;
BEGIN
	IF source IS NULL AND (state LIKE '22%' OR state = '23514') THEN -- a value that has not its field's form, or breaks its type's rule: which?
		FOR member IN SELECT * FROM jsonb_each(item) LOOP
			BEGIN
				EXECUTE format('SELECT jsonb_populate_record(NULL::%s, $1)', of) USING jsonb_build_object(member.key, member.value);
			EXCEPTION WHEN data_exception OR check_violation THEN
				outcome := 'invalid';
				fields := ARRAY[member.key];
			END;
		END LOOP;
	END IF;
	RETURN ROW (outcome, jsonb_build_object('errors', COALESCE((SELECT jsonb_agg(jsonb_build_object('pointer', '/' || f,
		'detail', COALESCE(words, 'Has not the form of its field.'))) FROM unnest(fields) AS f), '[]')), NULL, NULL)::ops.answer;
END $$;
