-- members_load: who is a member of which queue, of these tenants ($1).
-- flags: read
SELECT m.tenant, m.queue, m.agent, m.enabled
FROM routing.member AS m
WHERE m.tenant = ANY ($1::bigint[])
ORDER BY m.tenant, m.agent
