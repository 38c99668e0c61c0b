-- interactions_load: a page ($2) of the interactions of these tenants ($1) that have a queue and have not
-- ended, after (tenant $3, queue $5, id $4), in the order of their index; with the columns of arrived_load.
-- What has just arrived has none: a page that begins at tenant 0 would show it, as (1, NULL, 7) is above (0, 0, 0).
-- Of these no rule wants to know anything. (With tenant = ANY each page would begin at its tenant's first row;
-- last_agent is 50 us a row, so it is asked only where some queue wants to know.)
-- flags: read
SELECT i.tenant, i.id, i.medium, NULL AS channel, NULL AS conversation, i.state, i.queue, i.priority, i.skills,
	routing.micros(i.entered_at) / 1000 AS entered_ms, routing.micros(i.rank_at) / 1000 AS rank_ms, i.agent, NULL AS former_agent, NULL AS offer, NULL AS load,
	routing.micros(i.wrap_until) / 1000 AS wrap_until_ms, i.version, NULL AS number, false AS customer_known,
	NULL AS language, NULL AS page, NULL AS form, NULL AS first_text,
	CASE WHEN i.state IN ('waiting', 'offered') AND i.tenant IN (SELECT q.tenant FROM routing.queue AS q WHERE q.prefer_last_agent)
		THEN routing.last_agent(i) END AS last_agent
FROM routing.interaction AS i
WHERE i.state <> 'ended' AND i.queue IS NOT NULL AND array_position($1::bigint[], i.tenant) IS NOT NULL
	AND (i.tenant, i.queue, i.id) > ($3::bigint, $5::bigint, $4::bigint)
ORDER BY i.tenant, i.queue, i.id LIMIT $2
