-- case_list: cases newest first, of one customer if given, after the cursor `after`. Rows: the
-- case, and the cursor that stands after it. Read.
CREATE OR REPLACE FUNCTION messaging.case_list(tenant bigint, customer bigint, after text,
	limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT messaging.case_json(f.tenant, f.id), f.id::text
	FROM (SELECT k.tenant, k.id FROM messaging.case_ AS k
		WHERE k.tenant = $1 AND ($2 IS NULL OR k.customer = $2) AND ($3 IS NULL OR k.id < $3::bigint)
		ORDER BY k.id DESC LIMIT least($4, 501)) AS f
	ORDER BY f.id DESC
$$;
