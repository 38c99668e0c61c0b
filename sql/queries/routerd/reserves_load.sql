-- reserves_load: who serves a queue from which step of its widening on (RT-3), of all tenants or one ($1).
-- flags: read
SELECT q.tenant, q.id, u.id AS agent, min(s.step)::integer AS step
FROM routing.queue AS q
CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(q.widening) AS (add_group bigint)) WITH ORDINALITY AS s (add_group, step)
JOIN directory.v_user AS u ON u.tenant = q.tenant AND u.group_id = s.add_group AND u.has_seat AND NOT u.disabled
WHERE ($1::bigint IS NULL OR q.tenant = $1) AND q.widening <> '[]'
GROUP BY q.tenant, q.id, u.id
ORDER BY q.tenant, q.id, u.id
