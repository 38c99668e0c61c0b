-- interactions_list: interactions that the actor may see, newest first, of one state if given
-- ('open': not ended), after the cursor `after`. A supervisor or administrator sees the tenant's,
-- an agent what they accepted. Rows: the frame, and its cursor. Read.
CREATE OR REPLACE FUNCTION routing.interactions_list(tenant bigint, actor bigint, actor_role text,
	state text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH found AS (
		(SELECT i.id FROM routing.interaction AS i
		WHERE $3 IN ('supervisor', 'administrator') AND i.tenant = $1 AND ($5 IS NULL OR i.id < $5::bigint)
			AND ($4 IS NULL OR i.state = $4 OR ($4 = 'open' AND i.state <> 'ended'))
		ORDER BY i.id DESC LIMIT least($6, 501))
		UNION ALL
		(SELECT DISTINCT i.id FROM routing.offer AS o
		JOIN routing.interaction AS i ON i.tenant = o.tenant AND i.id = o.interaction
		WHERE $3 NOT IN ('supervisor', 'administrator') AND o.tenant = $1 AND o.agent = $2
			AND o.state = 'accepted' AND ($5 IS NULL OR o.interaction < $5::bigint)
			AND ($4 IS NULL OR i.state = $4 OR ($4 = 'open' AND i.state <> 'ended'))
		ORDER BY i.id DESC LIMIT least($6, 501)))
	SELECT ops.frame(3, $1, f.id), f.id::text FROM found AS f ORDER BY f.id DESC
$$;
