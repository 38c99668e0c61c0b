-- interactions_list: interactions that the actor may see, newest first, of one state if given
-- ('open': not ended), after the cursor `after`. An administrator sees the tenant's, an agent what
-- they accepted and what has ended in the queues they serve (a moment after it has), a supervisor that of their groups' agents too,
-- and what interaction_led adds: what is offered to one of them or waits in a queue of theirs; an API key (role 'integrator') sees the tenant's, without
-- what agents noted and what visitors answered in a web chat's form. Rows: the frame, and its cursor. Read.
--
-- Of what is not ended there is never much: it is looked through. What has ended, most of all
-- there is, is found from the newest offers of each agent. A condition on $4 alone keeps a branch
-- from running at all.
CREATE OR REPLACE FUNCTION routing.interactions_list(tenant bigint, actor bigint, actor_role text,
	state text, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH team AS MATERIALIZED (
		SELECT $2 AS agent, false AS led WHERE $3 NOT IN ('administrator', 'integrator')
		UNION
		SELECT t.agent, true FROM routing.supervised($1, $2) AS t WHERE $3 = 'supervisor'),
	open AS MATERIALIZED (
		SELECT i.id, i.state, i.queue FROM routing.interaction AS i
		WHERE i.tenant = $1 AND i.state <> 'ended' AND ($5 IS NULL OR i.id < $5::bigint)
			AND CASE WHEN $4 IS NULL THEN $3 = 'supervisor' AND i.state = 'waiting' ELSE $4 IN (i.state, 'open') END),
	found AS (
		(SELECT i.id FROM routing.interaction AS i
		WHERE $3 IN ('administrator', 'integrator') AND ($4 IS NULL OR $4 = 'ended') AND ($4 IS NULL OR i.state = 'ended')
			AND i.tenant = $1 AND ($5 IS NULL OR i.id < $5::bigint)
		ORDER BY i.id DESC LIMIT least($6, 501))
		UNION
		SELECT a.id FROM team AS t CROSS JOIN LATERAL (
			SELECT DISTINCT o.interaction AS id FROM routing.offer AS o
			JOIN routing.interaction AS i ON i.tenant = o.tenant AND i.id = o.interaction
			WHERE o.tenant = $1 AND o.agent = t.agent AND (o.state = 'accepted' OR t.led AND o.state = 'made')
				AND ($5 IS NULL OR o.interaction < $5::bigint)
				AND ($4 IS NULL OR $4 = 'ended') AND ($4 IS NULL OR i.state = 'ended')
			ORDER BY o.interaction DESC LIMIT least($6, 501)) AS a
		UNION
		SELECT p.interaction FROM routing.member AS m CROSS JOIN LATERAL (
			SELECT r.interaction FROM routing.past AS r
			WHERE r.tenant = $1 AND r.queue = m.queue AND ($5 IS NULL OR r.interaction < $5::bigint) AND ($4 IS NULL OR $4 = 'ended')
			ORDER BY r.interaction DESC LIMIT least($6, 501)) AS p
		WHERE m.tenant = $1 AND m.agent = $2 AND m.enabled AND $3 NOT IN ('administrator', 'integrator')
		UNION
		(SELECT p.id FROM open AS p
		WHERE $3 IN ('administrator', 'integrator')
			OR p.state = 'waiting' AND p.queue IN (SELECT m.queue FROM routing.member AS m
				JOIN team AS t ON t.agent = m.agent AND t.led WHERE m.tenant = $1)
			OR (SELECT true FROM routing.offer AS o JOIN team AS t ON t.agent = o.agent -- EXISTS would hash all offers
				WHERE o.tenant = $1 AND o.interaction = p.id
					AND (o.state = 'accepted' OR t.led AND o.state = 'made') LIMIT 1)
		ORDER BY p.id DESC LIMIT least($6, 501)))
	SELECT routing.interaction_shown($1, f.id, $3), f.id::text
	FROM (SELECT u.id FROM found AS u ORDER BY u.id DESC LIMIT least($6, 501)) AS f
	ORDER BY f.id DESC
$$;
