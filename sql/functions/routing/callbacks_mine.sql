-- callbacks_mine: what an agent may call back now: first those that they have taken, then those that wait in the queues that they serve; each the
-- oldest first, after the cursor `after`. Rows: the callback, and its cursor: "taken.<id>" in the first part, "<id>" in the second. Read.
CREATE OR REPLACE FUNCTION routing.callbacks_mine(tenant bigint, actor bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT routing.callback_json(x.c), x.cursor
	FROM (
		-- Also one of a queue that they serve no more: nobody else can finish it.
		(SELECT c, 'taken.' || c.id AS cursor, 1 AS part
		FROM routing.callback AS c
		WHERE c.tenant = $1 AND c.agent = $2 AND c.state = 'taken'
			AND CASE WHEN $3 IS NULL THEN true WHEN $3 LIKE 'taken.%' THEN c.id > split_part($3, '.', 2)::bigint ELSE false END
		ORDER BY c.id LIMIT least($4, 501))
		UNION ALL
		(SELECT c, c.id::text, 2
		FROM routing.callback AS c
		WHERE c.tenant = $1 AND c.state = 'waiting'
			AND c.queue IN (SELECT m.queue FROM routing.member AS m WHERE m.tenant = $1 AND m.agent = $2 AND m.enabled)
			AND c.id > CASE WHEN $3 LIKE 'taken.%' THEN 0 ELSE COALESCE($3::bigint, 0) END
		ORDER BY c.id LIMIT least($4, 501))) AS x
	ORDER BY x.part, (x.c).id LIMIT least($4, 501)
$$;
