-- blocks_list: whom one has blocked, by list and number. Each row with the cursor behind it.
CREATE OR REPLACE FUNCTION directory.blocks_list(tenant bigint, owner bigint, list text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT directory.block_json($1, $2, b.list, b.number), jsonb_build_array(b.list, b.number)::text
	FROM directory.blocked_party AS b
	WHERE b.tenant = $1 AND b.owner = $2 AND ($3 IS NULL OR b.list = $3)
		AND ($4 IS NULL OR (b.list, b.number) > ($4::jsonb ->> 0, $4::jsonb ->> 1))
	ORDER BY b.list, b.number LIMIT $5
$$;
