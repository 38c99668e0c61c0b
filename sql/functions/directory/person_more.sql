-- person_more: a list of numbers or addresses with those of another list that it lacks (entry_key), up to `most`. plpgsql keeps its plan:
-- an import calls it thousands of times.
CREATE OR REPLACE FUNCTION directory.person_more(held jsonb, given jsonb, member text, most integer)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	IF given IS NULL OR held @> given THEN
		RETURN held;
	END IF;
	RETURN held || COALESCE((SELECT jsonb_agg(more.value ORDER BY more.n) FROM (
			SELECT g.value, g.n FROM jsonb_array_elements(given) WITH ORDINALITY AS g (value, n)
			WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(held) AS h WHERE directory.entry_key(h.value, member) = directory.entry_key(g.value, member))
			ORDER BY g.n LIMIT greatest(most - jsonb_array_length(held), 0)) AS more), '[]');
END $$;
