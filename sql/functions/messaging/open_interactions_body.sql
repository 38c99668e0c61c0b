-- open_interactions_body: which interactions keep these conversations from being moved at once (customer_open_keys), as the answer 'open_interactions' has them. Internal.
CREATE OR REPLACE FUNCTION messaging.open_interactions_body(tenant bigint, conversations bigint[])
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('detail', 'Too many of these conversations are still open to be moved at once: end some of them first.', 'interactions', jsonb_agg(i.id::text ORDER BY i.id))
	FROM messaging.conversation AS c JOIN routing.v_interaction AS i ON i.tenant = c.tenant AND i.id = c.interaction
	WHERE c.tenant = $1 AND c.id = ANY ($2) AND i.state <> 'ended'
$$;
