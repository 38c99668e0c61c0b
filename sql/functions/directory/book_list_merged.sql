-- book_list_merged: numbers, or addresses, of a contact after its book has told of it again. What stands as the book said it before is the
-- book's to change and to take back; what was written here stays; what was taken away here does not come back.
CREATE OR REPLACE FUNCTION directory.book_list_merged(held jsonb, former jsonb, given jsonb, member text, most integer)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	IF former = given THEN
		RETURN held;
	END IF;
	RETURN COALESCE((SELECT jsonb_agg(x.value ORDER BY x.part, x.n) FILTER (WHERE x.place <= most) FROM (
		SELECT y.*, row_number() OVER (ORDER BY y.part, y.n) AS place FROM (
			SELECT 1 AS part, h.n, CASE
				WHEN (SELECT f.value FROM jsonb_array_elements(former) AS f WHERE directory.entry_key(f.value, member) = directory.entry_key(h.value, member) LIMIT 1) = h.value
				THEN (SELECT g.value FROM jsonb_array_elements(given) AS g WHERE directory.entry_key(g.value, member) = directory.entry_key(h.value, member) LIMIT 1)
				ELSE h.value END AS value
			FROM jsonb_array_elements(held) WITH ORDINALITY AS h (value, n)
			UNION ALL
			SELECT 2, g.n, g.value FROM jsonb_array_elements(given) WITH ORDINALITY AS g (value, n)
			WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(held || former) AS h WHERE directory.entry_key(h.value, member) = directory.entry_key(g.value, member))) AS y
		WHERE y.value IS NOT NULL) AS x), '[]');
END $$;
