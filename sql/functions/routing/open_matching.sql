-- open_matching: the interactions that have not ended and match all that is given; null: any. There are never many. Becomes part of the query that calls it,
-- as past_matching.
CREATE OR REPLACE FUNCTION routing.open_matching(tenant bigint, state text, agent bigint, queue bigint, channel bigint, customer bigint, case_id bigint,
	disposition bigint, since timestamptz, until timestamptz)
RETURNS SETOF routing.interaction
LANGUAGE sql STABLE
AS $$
	SELECT i.* FROM routing.interaction AS i JOIN messaging.v_conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
	WHERE i.tenant = $1 AND i.state <> 'ended' AND COALESCE($2, 'open') IN (i.state, 'open') AND ($3 IS NULL OR i.agent = $3) AND ($4 IS NULL OR i.queue = $4)
		AND ($5 IS NULL OR i.channel = $5) AND ($6 IS NULL OR c.customer = $6) AND ($7 IS NULL OR i.case_id = $7) AND ($8 IS NULL OR i.disposition = $8)
		AND ($9 IS NULL OR i.entered_at >= $9) AND ($10 IS NULL OR i.entered_at < $10)
$$;
