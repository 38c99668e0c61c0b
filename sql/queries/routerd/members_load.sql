-- members_load: who is a member of which queue, of all tenants or one ($1).
-- flags: read
SELECT m.tenant, m.queue, m.agent, m.enabled
FROM routing.member AS m
WHERE $1::bigint IS NULL OR m.tenant = $1
ORDER BY m.tenant, m.agent, m.queue
