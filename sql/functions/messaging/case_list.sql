-- case_list: cases newest first, of one customer if given, after the cursor `after`: to who may see
-- that customer (customer_seen). Without a customer an administrator sees the tenant's, everyone
-- else the cases of the newest 500 interactions that each of them and of the agents they supervise
-- accepted. Rows: the case, and the cursor that stands after it. Read.
-- A condition on $3 and $4 alone keeps a branch from running at all.
CREATE OR REPLACE FUNCTION messaging.case_list(tenant bigint, actor bigint, actor_role text, customer bigint,
	after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH found AS (
		(SELECT k.id FROM messaging.case_ AS k
		WHERE $4 IS NULL AND $3 = 'administrator' AND k.tenant = $1 AND ($5 IS NULL OR k.id < $5::bigint)
		ORDER BY k.id DESC LIMIT least($6, 501))
		UNION ALL
		(SELECT k.id FROM messaging.case_ AS k
		WHERE k.customer = $4 AND messaging.customer_seen($1, $4, $2, $3)
			AND k.tenant = $1 AND ($5 IS NULL OR k.id < $5::bigint)
		ORDER BY k.id DESC LIMIT least($6, 501))
		UNION
		SELECT l.case_id
		FROM (
			SELECT $2 AS agent
			UNION
			SELECT s.agent FROM routing.supervised($1, $2) AS s WHERE $3 = 'supervisor') AS t
		CROSS JOIN LATERAL (
			SELECT DISTINCT o.interaction FROM routing.v_offer AS o
			WHERE o.tenant = $1 AND o.agent = t.agent AND o.state = 'accepted'
			ORDER BY o.interaction DESC LIMIT 500) AS a
		JOIN messaging.case_interaction AS l ON l.tenant = $1 AND l.interaction = a.interaction
		WHERE $4 IS NULL AND $3 <> 'administrator' AND ($5 IS NULL OR l.case_id < $5::bigint))
	SELECT messaging.case_json($1, f.id), f.id::text
	FROM (SELECT u.id FROM found AS u ORDER BY u.id DESC LIMIT least($6, 501)) AS f
	ORDER BY f.id DESC
$$;
