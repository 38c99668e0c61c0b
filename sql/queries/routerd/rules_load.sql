-- rules_load: the channels' route rules in order, of all tenants or one ($1).
-- flags: read
SELECT r.tenant, r.channel, r.position, r.conditions, r.queue, r.priority, r.skills, r.auto_reply, r.id
FROM routing.route_rule AS r
WHERE $1::bigint IS NULL OR r.tenant = $1
ORDER BY r.tenant, r.channel, r.position
