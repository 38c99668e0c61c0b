-- list_order: the parts of a statement that reads a list page by page along an index: `ranked` for ORDER BY; `beyond`, the condition for rows after the
-- place in `place_at` (the name of a text parameter; null: the first page); `place`, where a row stands, as text. `sort`: "-" in front: descending.
-- `key`: the expression that orders the rows, of type timestamptz, ties by `id`; null: `id` alone orders them. Key and id are the caller's own text, never a client's.
CREATE OR REPLACE FUNCTION ops.list_order(sort text, key text, id text, place_at text, OUT ranked text, OUT beyond text, OUT place text)
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	direction CONSTANT text := CASE WHEN sort LIKE '-%' THEN 'DESC' ELSE 'ASC' END;
	after CONSTANT text := CASE WHEN sort LIKE '-%' THEN '<' ELSE '>' END;
BEGIN
	IF key IS NULL THEN
		ranked := format('%s %s', id, direction);
		beyond := CASE WHEN place_at IS NULL THEN 'true' ELSE format('%s %s %s::bigint', id, after, place_at) END;
		place := format('%s::text', id);
	ELSE
		ranked := format('%1$s %2$s, %3$s %2$s', key, direction, id);
		beyond := format('%s IS NOT NULL', key) || CASE WHEN place_at IS NULL THEN ''
			ELSE format(' AND (%1$s, %2$s) %3$s (split_part(%4$s, ''/'', 1)::timestamptz, split_part(%4$s, ''/'', 2)::bigint)', key, id, after, place_at) END;
		place := format('concat_ws(''/'', %s, %s)', key, id);
	END IF;
END $$;
