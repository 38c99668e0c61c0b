-- interactions_list: interactions that the actor may see, newest first, of one state if given
-- ('open': not ended), after the cursor `after`. Rows: the frame, and its cursor. Read.
CREATE OR REPLACE FUNCTION routing.interactions_list(tenant bigint, actor bigint, actor_role text, state text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT ops.frame(3, f.tenant, f.id), f.id::text
	FROM (SELECT i.tenant, i.id FROM routing.interaction AS i
		WHERE i.tenant = $1 AND ($5 IS NULL OR i.id < $5::bigint)
			AND ($4 IS NULL OR i.state = $4 OR ($4 = 'open' AND i.state <> 'ended'))
			AND routing.interaction_visible(i, $2, $3)
		ORDER BY i.id DESC LIMIT least($6, 501)) AS f
	ORDER BY f.id DESC
$$;
