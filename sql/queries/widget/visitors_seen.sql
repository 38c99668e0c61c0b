-- visitors_seen: these visitors' pages were heard of; answers who had been taken for gone.
-- flags: alone
SELECT tenant, conversation, channel, number
FROM messaging.visitors_seen(tenants => $1::bigint[], conversations => $2::bigint[])
