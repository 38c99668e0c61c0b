-- queues_list: the tenant's queues with what waits now.
-- flags: read
SELECT body FROM routing.queues_list(tenant => $1)
