-- offers_list: offers newest first, of one agent and one state if given, after the cursor
-- `after`; an agent sees their own, a supervisor their groups' too. Rows: the frame, and its cursor. Read.
--
-- Found by agent, each by an index, so that who has few does not read all. A condition on parameters
-- alone keeps a branch from running at all.
CREATE OR REPLACE FUNCTION routing.offers_list(tenant bigint, actor bigint, actor_role text,
	agent bigint, state text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH team AS MATERIALIZED (
		SELECT $2 AS agent WHERE $3 <> 'administrator' AND COALESCE($4 = $2, true)
		UNION
		SELECT s.agent FROM routing.supervised($1, $2) AS s WHERE $3 = 'supervisor' AND COALESCE($4 = s.agent, true)
		UNION
		SELECT $4 WHERE $3 = 'administrator' AND $4 IS NOT NULL),
	found AS (
		SELECT a.id FROM team AS t CROSS JOIN LATERAL (
			SELECT o.id FROM routing.offer AS o
			WHERE o.tenant = $1 AND o.agent = t.agent AND ($5 IS NULL OR o.state = $5)
				AND ($6 IS NULL OR o.id < $6::bigint)
			ORDER BY o.id DESC LIMIT least($7, 501)) AS a
		UNION ALL
		(SELECT o.id FROM routing.offer AS o
		WHERE $3 = 'administrator' AND $4 IS NULL AND o.tenant = $1 AND ($5 IS NULL OR o.state = $5)
			AND ($6 IS NULL OR o.id < $6::bigint)
		ORDER BY o.id DESC LIMIT least($7, 501)))
	SELECT routing.offer_told($1, f.id, $2), f.id::text
	FROM (SELECT u.id FROM found AS u ORDER BY u.id DESC LIMIT least($7, 501)) AS f
	ORDER BY f.id DESC
$$;
