-- past_matching: the rows of routing.past between two ids that match all that is given; null: any. Becomes part of the query that calls it, so that
-- the planner sees what is given: it stays a single SELECT without a search path of its own.
CREATE OR REPLACE FUNCTION routing.past_matching(tenant bigint, first_id bigint, before_id bigint, agent bigint, queue bigint, channel bigint,
	customer bigint, case_id bigint, disposition bigint, since timestamptz, until timestamptz, words tsquery)
RETURNS SETOF routing.past
LANGUAGE sql STABLE
AS $$
	SELECT p.* FROM routing.past AS p
	WHERE p.tenant = $1 AND p.interaction >= $2 AND p.interaction < $3 AND ($4 IS NULL OR p.agent = $4) AND ($5 IS NULL OR p.queue = $5)
		AND ($6 IS NULL OR p.channel = $6)
		AND ($7 IS NULL OR p.interaction IN (SELECT c.interaction FROM messaging.v_conversation AS c
			WHERE c.tenant = $1 AND c.customer = $7 AND c.interaction IS NOT NULL))
		AND ($8 IS NULL OR p.case_id = $8) AND ($9 IS NULL OR p.disposition = $9)
		AND ($10 IS NULL OR p.started_at >= $10) AND ($11 IS NULL OR p.started_at < $11) AND ($12 IS NULL OR p.words @@ $12)
$$;
