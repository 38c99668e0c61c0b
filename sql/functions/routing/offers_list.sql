-- offers_list: offers newest first, of one agent and one state if given, after the cursor
-- `after`; an agent sees their own, a supervisor their groups' too. Rows: the frame, and its cursor. Read.
CREATE OR REPLACE FUNCTION routing.offers_list(tenant bigint, actor bigint, actor_role text,
	agent bigint, state text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT ops.frame(2, f.tenant, f.id), f.id::text
	FROM (SELECT o.tenant, o.id FROM routing.offer AS o
		WHERE o.tenant = $1 AND ($6 IS NULL OR o.id < $6::bigint)
			AND ($4 IS NULL OR o.agent = $4) AND ($5 IS NULL OR o.state = $5)
			AND (o.agent = $2 OR $3 = 'administrator'
				OR $3 = 'supervisor' AND o.agent IN (SELECT s.agent FROM routing.supervised($1, $2) AS s))
		ORDER BY o.id DESC LIMIT least($7, 501)) AS f
	ORDER BY f.id DESC
$$;
