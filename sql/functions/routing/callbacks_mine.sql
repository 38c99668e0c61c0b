-- callbacks_mine: what an agent may call back now: the callbacks that wait in the queues that they serve, and those that
-- they have taken, the oldest first, after the cursor `after`. Rows: the callback, and its cursor. Read.
CREATE OR REPLACE FUNCTION routing.callbacks_mine(tenant bigint, actor bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT routing.callback_json(c), c.id::text
	FROM routing.callback AS c
	WHERE c.tenant = $1 AND (c.state = 'taken' AND c.agent = $2 -- also one of a queue that they serve no more: nobody else can finish it
			OR c.state = 'waiting' AND c.queue IN (SELECT m.queue FROM routing.member AS m WHERE m.tenant = $1 AND m.agent = $2 AND m.enabled))
		AND ($3 IS NULL OR c.id > $3::bigint)
	ORDER BY c.id LIMIT least($4, 501)
$$;
