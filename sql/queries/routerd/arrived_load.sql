-- arrived_load: a page ($2) of the interactions of these tenants ($1) that have no queue yet and have not
-- ended, after (tenant $3, id $4); with what rules need: the number, the first text, the language.
-- flags: read
SELECT i.tenant, i.id, i.medium, i.channel, i.conversation, i.state, i.queue, i.priority, i.skills,
	routing.micros(i.entered_at) / 1000 AS entered_ms, routing.micros(i.rank_at) / 1000 AS rank_ms, i.agent, i.former_agent, i.offer, i.load,
	routing.micros(i.wrap_until) / 1000 AS wrap_until_ms, i.version, c.number, c.customer IS NOT NULL AS customer_known,
	COALESCE(w.language, k.language) AS language, w.page_url AS page, w.form_lines AS form, (SELECT m.text FROM messaging.v_message AS m WHERE i.state = 'arrived' AND m.tenant = c.tenant
		AND m.conversation = c.id AND m.seq = 1 AND m.at >= c.opened_at) AS first_text, routing.last_agent(i) AS last_agent
FROM routing.interaction AS i
JOIN messaging.v_conversation AS c ON c.tenant = i.tenant AND c.id = i.conversation
LEFT JOIN messaging.v_customer AS k ON k.tenant = c.tenant AND k.id = c.customer
LEFT JOIN messaging.v_visitor AS w ON i.web AND w.tenant = i.tenant AND w.conversation = i.conversation
WHERE i.state <> 'ended' AND i.queue IS NULL AND i.tenant = ANY ($1::bigint[])
	AND (i.tenant, i.id) > ($3::bigint, $4::bigint)
ORDER BY i.tenant, i.id LIMIT $2
