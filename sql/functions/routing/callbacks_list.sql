-- callbacks_list: callbacks of the queues that the actor serves or leads, newest first, of one state if given,
-- after the cursor `after`. Rows: the callback, and its cursor. Read.
CREATE OR REPLACE FUNCTION routing.callbacks_list(tenant bigint, actor bigint, actor_role text, state text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH served AS MATERIALIZED (
		SELECT q.id FROM routing.queue AS q WHERE q.tenant = $1 AND routing.callback_visible($1, q.id, $2, $3))
	SELECT routing.callback_json(c), c.id::text
	FROM routing.callback AS c
	WHERE c.tenant = $1 AND c.queue IN (SELECT s.id FROM served AS s) AND ($4 IS NULL OR c.state = $4)
		AND ($5 IS NULL OR c.id < $5::bigint)
	ORDER BY c.id DESC LIMIT least($6, 501)
$$;
