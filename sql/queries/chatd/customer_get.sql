-- customer_get: one customer's card, to who may see it.
-- flags: read
SELECT body FROM messaging.customer_get(tenant => $1, id => $2, actor => $3, actor_role => $4)
