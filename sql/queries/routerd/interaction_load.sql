-- interaction_load: one interaction in whatever state, with the columns of arrived_load.
-- flags: read
SELECT i.tenant, i.id, i.medium, i.channel, i.conversation, i.state, i.queue, i.priority, i.skills,
	routing.micros(i.entered_at) / 1000 AS entered_ms, routing.micros(i.rank_at) / 1000 AS rank_ms, i.agent, i.former_agent, i.offer, i.load,
	routing.micros(i.wrap_until) / 1000 AS wrap_until_ms, i.version, c.number, c.customer IS NOT NULL AS customer_known,
	COALESCE(w.language, k.language) AS language, w.page_url AS page, w.form_lines AS form, (SELECT m.text FROM messaging.v_message AS m WHERE i.state = 'arrived' AND m.tenant = c.tenant
		AND m.conversation = c.id AND m.seq = 1 AND m.at >= c.opened_at) AS first_text,
	CASE WHEN i.state IN ('arrived', 'waiting', 'offered') THEN routing.last_agent(i) END AS last_agent
FROM routing.interaction AS i
JOIN messaging.v_conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
LEFT JOIN messaging.v_customer AS k ON k.tenant = c.tenant AND k.id = c.customer
LEFT JOIN messaging.v_visitor AS w ON i.web AND w.tenant = i.tenant AND w.conversation = i.conversation
WHERE i.tenant = $1 AND i.id = $2
