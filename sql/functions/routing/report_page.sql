-- report_page: the end of every report: its head, the first `limit_` of the rows that were gathered, and the place at which the next page
-- begins, where there is more. `rows_`: place and item each. `more`: what this report tells besides. Internal.
CREATE OR REPLACE FUNCTION routing.report_page(noun text, step text, zone text, from_ timestamptz, to_ timestamptz, kind text, rows_ jsonb,
	limit_ integer, more jsonb, OUT body jsonb, OUT next text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	next := CASE WHEN jsonb_array_length(rows_) > limit_ THEN rows_ -> (limit_ - 1) ->> 'place' END;
	body := more || jsonb_build_object('report', noun, 'interval', step, 'time_zone', zone, 'since', ops.rfc3339(from_), 'until', ops.rfc3339(to_),
		'counters', (SELECT jsonb_agg(jsonb_build_object('name', c.name, 'words', c.words) ORDER BY c.place) FROM routing.counters(kind) AS c),
		'data', COALESCE((SELECT jsonb_agg(r.value -> 'item' ORDER BY r.n)
			FROM jsonb_array_elements(rows_) WITH ORDINALITY AS r (value, n) WHERE r.n <= limit_), '[]'));
END $$;
