-- customer_links: which of a customer's conversations are linked to which case: an open one by itself, one that has ended by its interaction. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_links(tenant bigint, customer bigint)
RETURNS TABLE (conversation bigint, case_id bigint)
LANGUAGE sql STABLE
AS $$
	SELECT r.id, r.case_id FROM messaging.conversation AS r WHERE r.tenant = $1 AND r.customer = $2 AND r.state = 'open' AND r.case_id IS NOT NULL
	UNION
	SELECT r.id, i.case_id FROM messaging.conversation AS r
	JOIN messaging.case_interaction AS i ON i.tenant = r.tenant AND i.interaction = r.interaction
	WHERE r.tenant = $1 AND r.customer = $2
$$;
