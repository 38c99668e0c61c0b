-- rules_load: the channels' route rules in order, of these tenants ($1).
-- flags: read
SELECT r.tenant, r.channel, r.position, r.conditions, r.queue, r.priority, r.skills, r.auto_reply, r.id
FROM routing.route_rule AS r
WHERE r.tenant = ANY ($1::bigint[])
ORDER BY r.tenant, r.channel, r.position
