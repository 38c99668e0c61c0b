-- reserves_load: who serves a queue from which step of its widening on (RT-3), of these tenants ($1).
-- flags: read
SELECT q.tenant, q.id, u.id AS agent, min(s.step)::integer AS step
FROM routing.queue AS q
CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(q.widening) AS (add_group bigint)) WITH ORDINALITY AS s (add_group, step)
JOIN directory.v_user AS u ON u.tenant = q.tenant AND u.group_id = s.add_group AND u.has_seat AND NOT u.disabled
WHERE q.tenant = ANY ($1::bigint[]) AND q.widening <> '[]'
GROUP BY q.tenant, q.id, u.id
ORDER BY q.tenant, q.id, u.id
