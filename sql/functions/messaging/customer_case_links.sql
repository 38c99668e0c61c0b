-- customer_case_links: which of a customer's conversations are linked to which of their cases: an open one by itself, one that has ended by its interaction. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_case_links(tenant bigint, customer bigint)
RETURNS TABLE (conversation bigint, case_id bigint)
LANGUAGE sql STABLE
AS $$
	SELECT l.conversation, l.case_id FROM (
		SELECT r.id AS conversation, r.case_id FROM messaging.conversation AS r WHERE r.tenant = $1 AND r.customer = $2 AND r.state = 'open'
		UNION
		SELECT r.id, i.case_id FROM messaging.conversation AS r
		JOIN messaging.case_interaction AS i ON i.tenant = r.tenant AND i.interaction = r.interaction
		WHERE r.tenant = $1 AND r.customer = $2) AS l
	JOIN messaging.case_ AS k ON k.tenant = $1 AND k.id = l.case_id AND k.customer = $2
$$;
