-- customers_find: the cards of all customers with a number, at most 20; none: the number's own
-- history and cases, which a new customer would get (SMS-6). Whoever may not see one of these
-- (customer_seen, number_seen) finds it not there. What is no number by its form, and no sender's name that anybody
-- texted under: bad_request, no body. Read.
CREATE OR REPLACE FUNCTION messaging.customers_find(tenant bigint, number text, actor bigint, actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	cards jsonb;
	history jsonb;
	cases jsonb;
BEGIN
	SELECT jsonb_agg(messaging.customer_card(f.tenant, f.customer) ORDER BY f.customer) INTO cards
	FROM (SELECT DISTINCT n.tenant, n.customer FROM messaging.customer_number AS n
		WHERE n.tenant = customers_find.tenant AND n.number IN (customers_find.number,
				CASE WHEN customers_find.number LIKE 'web:%' THEN messaging.visitor_mail(customers_find.tenant, customers_find.number) END)
			AND messaging.customer_seen(n.tenant, n.customer, actor, actor_role)
		ORDER BY n.customer LIMIT 20) AS f;
	IF messaging.number_seen(tenant, number, actor, actor_role) THEN
		SELECT jsonb_agg(messaging.history_json(f.tenant, f.interaction) ORDER BY f.id DESC) INTO history
		FROM (SELECT c.tenant, c.id, c.interaction FROM messaging.conversation AS c
			WHERE c.tenant = customers_find.tenant AND c.number = customers_find.number AND c.interaction IS NOT NULL
			ORDER BY c.id DESC LIMIT 20) AS f;
		SELECT jsonb_agg(messaging.case_json(k.tenant, k.id) ORDER BY k.id DESC) INTO cases
		FROM messaging.case_ AS k
		WHERE k.tenant = customers_find.tenant AND k.customer IS NULL AND k.customer_number = customers_find.number
			AND k.state = 'open';
	END IF;
	IF number !~ '^(\+[0-9]{7,15}|[0-9]{3,8}|web:[0-9a-f]{20}|call:[!-~]{1,128})$' AND COALESCE(cards, history, cases) IS NULL THEN
		RETURN ROW ('bad_request', NULL, NULL, NULL)::ops.answer;
	END IF;
	RETURN ROW ('ok', jsonb_build_object('data', COALESCE(cards, '[]'), 'next_cursor', NULL,
		'number', number, 'interactions', COALESCE(history, '[]'), 'cases', COALESCE(cases, '[]')), NULL, NULL)::ops.answer;
END $$;
