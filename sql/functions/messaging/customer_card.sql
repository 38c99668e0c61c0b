-- customer_card: what the workspace pops (SMS-6): the record, open cases, the last 20
-- interactions over all media, and the merge into it that can be undone (customer_merge_last).
CREATE OR REPLACE FUNCTION messaging.customer_card(tenant bigint, customer bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ops.frame(9, $1, $2) || jsonb_build_object(
		'cases', (SELECT COALESCE(jsonb_agg(messaging.case_json(k.tenant, k.id) ORDER BY k.id DESC), '[]')
			FROM (SELECT r.tenant, r.id FROM messaging.case_ AS r
				WHERE r.tenant = $1 AND r.customer = $2 AND r.state = 'open' ORDER BY r.id DESC LIMIT 50) AS k),
		'merged', (SELECT jsonb_build_object('id', m.gone::text, 'name', o.name, 'at', ops.rfc3339(m.at)) FROM messaging.customer_merge_last($1, $2) AS m
			JOIN messaging.customer AS o ON o.tenant = m.tenant AND o.id = m.gone),
		'interactions', (SELECT COALESCE(jsonb_agg(messaging.history_json($1, h.interaction) ORDER BY h.id DESC), '[]')
			FROM (SELECT c.id, c.interaction FROM messaging.conversation AS c
				WHERE c.tenant = $1 AND c.customer = $2 AND c.interaction IS NOT NULL
				ORDER BY c.id DESC LIMIT 20) AS h));
END $$;
